import { printable } from "../core/printable.ts";

/** Where a verb reads and writes: results to stdout, everything else to stderr. */
export interface Terminal {
  /** Adds a line end. */
  result(text: string): void;
  /** Adds a line end. */
  progress(text: string): void;
}

/** The process's own streams. What a backend, certbot or a file says is shown and never obeyed. */
export const processTerminal: Terminal = {
  result: (text) => void process.stdout.write(`${printable(text)}\n`),
  progress: (text) => void process.stderr.write(`${printable(text)}\n`),
};
