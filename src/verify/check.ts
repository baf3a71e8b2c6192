/** One thing that was looked at, with its evidence. */
export interface Check {
  /** Stable name for scripts: `websocket`, `tls:203.0.113.10`. */
  readonly id: string;
  /** For people: `IPv4 203.0.113.10:443`. */
  readonly title: string;
  readonly status: "ok" | "warning" | "failed";
  /** What was seen, not what was hoped, with its time. */
  readonly seen: string;
  /** What most likely brought it about. */
  readonly cause?: string;
  /** The one command that helps or shows more; it can be pasted. */
  readonly fix?: string;
  /** `backend`: it refuses direct connections too, so nothing that we changed is in the way. */
  readonly fault?: "setup" | "backend";
}

export interface ProofReport {
  readonly checks: readonly Check[];
  /** Nothing failed; warnings may be there. */
  readonly ok: boolean;
  /** Something failed that is not the backend's fault. */
  readonly failedByUs: boolean;
  /** No backend answers directly either. */
  readonly backendDown: boolean;
}
