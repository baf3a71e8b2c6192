/** Where the program keeps what is its own; the contract names these paths. */
export const paths = {
  settings: "/etc/wss-setup",
  answers: "/etc/wss-setup/answers.yaml",
  state: "/var/lib/wss-setup",
  journal: "/var/lib/wss-setup/journal.jsonl",
  /** Answers that were typed and not applied yet. */
  draft: "/var/lib/wss-setup/draft.yaml",
  backups: "/var/lib/wss-setup/backups",
  lock: "/run/wss-setup.lock",
} as const;
