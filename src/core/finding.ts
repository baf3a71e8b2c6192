/** Something that stands in the way: the job stops before anything is touched. */
export interface Problem {
  /** Stable name of a problem that an answer at the screen can solve. */
  readonly id?: string;
  readonly text: string;
  /** The one command or act that helps. */
  readonly next?: string;
}

/** Worth knowing, never a reason to stop. */
export interface Warning {
  /** Stable name for scripts, kebab-case. */
  readonly id: string;
  readonly text: string;
  readonly next?: string;
}
