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

/** systemd.timer(5): at an hour of the box's own, and after a boot if the box was off then. */
export const timerUnit = `${head}
[Unit]
Description=Look once a day whether the certificate of the wss endpoint has to be renewed

[Timer]
OnCalendar=daily
RandomizedDelaySec=2h
Persistent=true

[Install]
WantedBy=timers.target
`;
