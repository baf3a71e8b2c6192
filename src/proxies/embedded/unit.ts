import { places } from "./places.ts";

/** For 10,000 clients: two sockets each, and as many again for those that come and go. */
const openFiles = 65_536;

/**
 * systemd.service(5), systemd.exec(5): a user that exists while the service runs, with the one right that a port below
 * 1024 takes. Not MemoryDenyWriteExecute: V8 compiles as it runs. Not PrivateUsers: the right would not count outside.
 * Nothing here is unknown to systemd 247.
 */
export const unitText = `# Written by wss-setup; "wss-setup remove" takes it away.
[Unit]
Description=wss endpoint: the built-in proxy of wss-setup
After=network.target nss-lookup.target

[Service]
Type=notify
NotifyAccess=all
# The key is root's: a copy is handed over before each start and each reload.
ExecStartPre=+${places.handOver}
ExecStart=${places.program} --handed ${places.handed} --control ${places.control} ${places.config}
ExecReload=+${places.handOver}
ExecReload=${places.program} --reload ${places.control}
Restart=on-failure
RestartSec=5
LimitNOFILE=${openFiles}
LimitCORE=0

DynamicUser=yes
RuntimeDirectory=${places.runtime}
RuntimeDirectoryMode=0700
UMask=0077
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
RemoveIPC=yes
KeyringMode=private
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
