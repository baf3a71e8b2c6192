import { libraryFolder } from "../../core/paths.ts";

/** Where the script and its units are. */
export const unitFiles = {
  script: `${libraryFolder}/renew`,
  service: "/etc/systemd/system/wss-setup-renew.service",
  timer: "/etc/systemd/system/wss-setup-renew.timer",
} as const;

const head = `# Written by wss-setup; "wss-setup remove" takes it away.`;

/** systemd.service(5): a one-shot that leaves what it says in the journal. */
export const serviceUnit = `${head}
[Unit]
Description=Renew the certificate of the wss endpoint when its time has come
ConditionFileIsExecutable=${unitFiles.script}

[Service]
Type=oneshot
ExecStart=${unitFiles.script}
`;

/** systemd.timer(5): after each boot and then once a day; unlike a calendar's, its hours leave no stamp on the disk. */
export const timerUnit = `${head}
[Unit]
Description=Look once a day whether the certificate of the wss endpoint has to be renewed

[Timer]
OnBootSec=15min
OnUnitInactiveSec=1d
RandomizedDelaySec=1h

[Install]
WantedBy=timers.target
`;
