/** Where the program keeps what is its own; the contract names these paths. */
export const paths = {
  settings: "/etc/wss-setup",
  answers: "/etc/wss-setup/answers.yaml",
  state: "/var/lib/wss-setup",
  journal: "/var/lib/wss-setup/journal.jsonl",
  backups: "/var/lib/wss-setup/backups",
  lock: "/run/wss-setup.lock",
} as const;
