/** Where the program keeps what is its own; the contract names these paths. */
export const paths = {
  settings: "/etc/wss-setup",
  answers: "/etc/wss-setup/answers.yaml",
  state: "/var/lib/wss-setup",
  journal: "/var/lib/wss-setup/journal.jsonl",
  /** Answers that were typed and not applied yet. */
  draft: "/var/lib/wss-setup/draft.yaml",
  /** Sums of what the timer renewed, as sha256sum(1) writes them. */
  renewed: "/var/lib/wss-setup/renewed",
  backups: "/var/lib/wss-setup/backups",
  lock: "/run/wss-setup.lock",
  /** What every run did, for whoever asks later. It is no change of the box: neither an undo nor a removal takes it. */
  log: "/var/log/wss-setup.log",
} as const;

/** What sets everything up once more as it was answered. */
export const applyAgain = `wss-setup apply -a ${paths.answers} --yes`;

/** Shows what that would do. */
export const planAgain = `wss-setup plan -a ${paths.answers}`;

/** Root of `/.well-known/acme-challenge/`; every proxy serves it. */
export const challengeRoot = "/var/lib/wss-setup-acme";

/**
 * On 127.0.0.1: where a proxy on port 80 passes challenges on to a certbot that answers by itself. Below 1024, where root
 * alone may listen: whoever has this port could get a certificate for the name.
 */
export const challengePort = 402;

/** What everybody may fetch: the landing page, and the root of an own CA. */
export const publicFolder = "/var/lib/wss-setup-www";

/** What has to be there without us: scripts of units. */
export const libraryFolder = "/usr/local/lib/wss-setup";
