/** Where a verb reads and writes: results to stdout, everything else to stderr. */
export interface Terminal {
  /** Adds a line end. */
  result(text: string): void;
  /** Adds a line end. */
  progress(text: string): void;
}

/** The process's own streams. */
export const processTerminal: Terminal = {
  result: (text) => void process.stdout.write(`${text}\n`),
  progress: (text) => void process.stderr.write(`${text}\n`),
};
