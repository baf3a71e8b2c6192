import type { WriteStream } from "node:tty";
import { printable } from "../core/printable.ts";
import { inColumns } from "./in-columns.ts";

/** Where a verb reads and writes: results to stdout, everything else to stderr. */
export interface Terminal {
  /** Adds a line end. What is `words` is broken at blanks where somebody reads along; what is copied as it is, is not. */
  result(text: string, shape?: "words"): void;
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
    result: (text, shape) => {
      close();
      const shown = printable(text);
      stdout.write(`${shape === "words" ? inColumns(shown, columnsOf(stdout)) : shown}\n`);
    },
    progress: (text) => {
      close();
      stderr.write(`${inColumns(printable(text), columnsOf(stderr))}\n`);
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

/** Undefined where it is no terminal: a pipe gets every line whole. */
function columnsOf(
  stream: NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns">>,
): number | undefined {
  return stream.isTTY === true ? stream.columns : undefined;
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
