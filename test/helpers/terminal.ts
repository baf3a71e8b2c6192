import "./force-color.ts";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import xterm from "@xterm/headless";
import { render } from "ink";
import type { ReactElement } from "react";
import stringWidth from "string-width";
import { bytesOf, strokesOf } from "./terminal-keys.ts";
import { terminalSvg } from "./terminal-svg.ts";

/** Milliseconds after which a condition that never came true fails its test. */
const patience = 5_000;

/** Turns of the event loop without a word to the terminal, after which nothing more is to come. */
const quietTurns = 5;

export interface ScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly screenReader?: boolean;
}

/** A program drawn into a real terminal emulator without a window, with a keyboard. */
export interface Screen {
  /** What is seen, one line a row, without blanks at the ends. Throws where nothing is seen. */
  frame(): string;
  svg(): string;
  /** Where the cursor stands, from 0; undefined while it is hidden. */
  cursor(): { readonly column: number; readonly row: number } | undefined;
  /** Presses keys one after the other, each once the one before is drawn: `Enter`, `Ctrl-A`, or text. */
  press(...keys: readonly string[]): Promise<void>;
  /** Sends keys in one piece, as a slow line does. */
  burst(...keys: readonly string[]): Promise<void>;
  /** As a terminal with bracketed paste does (xterm, DECSET 2004). */
  paste(text: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Waits for a frame that holds the text or fits the expression, and gives it. */
  until(wanted: string | RegExp | ((frame: string) => boolean)): Promise<string>;
  /** Waits until everything that was asked for is drawn. */
  settle(): Promise<void>;
  /** Everything that was ever written to the terminal. */
  written(): string;
  close(): void;
}

class Output extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  text = "";
  readonly terminal: InstanceType<typeof xterm.Terminal>;
  private readonly changed: () => void;

  constructor(terminal: InstanceType<typeof xterm.Terminal>, changed: () => void) {
    super();
    this.terminal = terminal;
    this.changed = changed;
  }

  get columns() {
    return this.terminal.cols;
  }

  get rows() {
    return this.terminal.rows;
  }

  write = (chunk: string, encoding?: unknown, done?: () => void) => {
    this.text += chunk;
    const then = typeof encoding === "function" ? encoding : done;
    this.terminal.write(chunk, () => {
      this.changed();
      then?.();
    });
    return true;
  };
}

/** A keyboard: enough of a TTY for raw mode. */
function keyboard() {
  const stream = new PassThrough();
  return Object.assign(stream, {
    isTTY: true,
    setRawMode: () => stream,
    ref: () => stream,
    unref: () => stream,
  });
}

/** Draws into a terminal of the given size, 80x24 unless told otherwise. Close it when the test ends. */
export async function openScreen(node: ReactElement, options: ScreenOptions = {}): Promise<Screen> {
  const { columns = 80, rows = 24, screenReader = false } = options;
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  const changes = new EventEmitter();
  changes.setMaxListeners(0);
  const output = new Output(terminal, () => changes.emit("change"));
  const input = keyboard();
  const app = render(node, {
    stdout: output as unknown as NodeJS.WriteStream,
    stdin: input as unknown as NodeJS.ReadStream,
    stderr: output as unknown as NodeJS.WriteStream,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    isScreenReaderEnabled: screenReader,
  });
  const text = () => textOf(terminal);
  const flush = async () => {
    await app.waitUntilRenderFlush();
    await new Promise<void>((resolve) => terminal.write("", resolve));
  };
  // A press travels stream, parser, queue, machine, React and throttled output: each gets its turn, and whoever still
  // draws gets more.
  const settle = async () => {
    for (let quiet = 0, written = -1; quiet < quietTurns; quiet += 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      await flush();
      if (output.text.length === written) continue;
      written = output.text.length;
      quiet = 0;
    }
  };
  const send = async (bytes: string) => {
    input.write(bytes);
    // A lone Esc is told from a sequence by what does not follow it within 20 ms.
    if (bytes.endsWith("\u{1b}")) await new Promise<void>((resolve) => setTimeout(resolve, 40));
    await settle();
  };
  await settle();
  const screen: Screen = {
    frame: () => {
      const seen = text();
      if (seen.trim() === "") throw new Error("an empty frame");
      return seen;
    },
    svg: () => {
      screen.frame();
      return terminalSvg(terminal);
    },
    cursor: () => cursorOf(terminal, output.text),
    press: async (...keys) => {
      for (const key of keys.flatMap(strokesOf)) await send(bytesOf(key));
    },
    burst: (...keys) => send(keys.map(bytesOf).join("")),
    paste: (pasted) => send(`\u{1b}[200~${pasted}\u{1b}[201~`),
    resize: async (newColumns, newRows) => {
      terminal.resize(newColumns, newRows);
      output.emit("resize");
      await settle();
    },
    until: async (wanted) => {
      const fits = matcher(wanted);
      await new Promise<void>((resolve, reject) => {
        const look = () => {
          if (!fits(text())) return;
          clearTimeout(timer);
          changes.off("change", look);
          resolve();
        };
        const timer = setTimeout(() => {
          changes.off("change", look);
          reject(new Error(`never seen: ${wanted}\n${text()}`));
        }, patience);
        changes.on("change", look);
        look();
      });
      return text();
    },
    settle,
    written: () => output.text,
    close: () => {
      app.unmount();
      app.cleanup();
    },
  };
  return screen;
}

function textOf(terminal: InstanceType<typeof xterm.Terminal>): string {
  const buffer = terminal.buffer.active;
  const lines = Array.from(
    { length: terminal.rows },
    (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "",
  );
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** The cursor, unless the last word about it was to hide it (DECTCEM). */
function cursorOf(terminal: InstanceType<typeof xterm.Terminal>, written: string) {
  if (written.lastIndexOf("\u{1b}[?25h") <= written.lastIndexOf("\u{1b}[?25l")) return undefined;
  return { column: terminal.buffer.active.cursorX, row: terminal.buffer.active.cursorY };
}

function matcher(wanted: string | RegExp | ((frame: string) => boolean)): (frame: string) => boolean {
  if (typeof wanted === "function") return wanted;
  return typeof wanted === "string" ? (frame) => frame.includes(wanted) : (frame) => wanted.test(frame);
}

/** Cells of the widest row. */
export function widthOf(frame: string): number {
  return Math.max(...frame.split("\n").map((line) => stringWidth(line)));
}
