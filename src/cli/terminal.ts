import { printable } from "../core/printable.ts";

/** Where a verb reads and writes: results to stdout, everything else to stderr. */
export interface Terminal {
  /** Adds a line end. */
  result(text: string): void;
  /** Adds a line end. */
  progress(text: string): void;
  /** Begins a line of the progress, for what it will come to. */
  begin(text: string): OpenLine;
}

/** A line that has no end yet. */
export interface OpenLine {
  /** Ends it with these words. @returns false where something else was said since: then nothing is written */
  end(text: string): boolean;
}

/** What a backend, certbot or a file says is shown and never obeyed. */
export function streamTerminal(stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): Terminal {
  let open: OpenLine | undefined;
  const close = () => {
    if (open !== undefined) stderr.write("\n");
    open = undefined;
  };
  return {
    result: (text) => {
      close();
      stdout.write(`${printable(text)}\n`);
    },
    progress: (text) => {
      close();
      stderr.write(`${printable(text)}\n`);
    },
    begin: (text) => {
      close();
      stderr.write(printable(text));
      const line: OpenLine = {
        end: (rest) => {
          if (open !== line) return false;
          stderr.write(printable(rest));
          close();
          return true;
        },
      };
      open = line;
      return line;
    },
  };
}

/** The process's own streams. */
export const processTerminal: Terminal = streamTerminal(process.stdout, process.stderr);

/** For what takes whole lines only: a line that is begun has its end at once. */
export function wholeLines(progress: Terminal["progress"]): Pick<Terminal, "progress" | "begin"> {
  return {
    progress,
    begin: (text) => {
      progress(text);
      return { end: () => false };
    },
  };
}
