import { spawn } from "node:child_process";
import xterm from "@xterm/headless";
import { bytesOf } from "../../test/helpers/terminal-keys.ts";
import { terminalSvg } from "../../test/helpers/terminal-svg.ts";

/** Milliseconds after which a screen that was not seen ends the walk. */
const patience = 20_000;

/** A program in a terminal of 80x24 that nobody looks at. */
export interface ProgramTerminal {
  /** Sends keys by the names of `bytesOf`. */
  press(...keys: readonly string[]): void;
  /**
   * The first whole frame, from now on, that fits.
   * @returns it as an SVG picture
   * @throws Error with what was seen instead, after 20 s or at the program's end
   */
  picture(wanted: RegExp): Promise<string>;
  /** @returns the program's exit code, once it has ended */
  ended(): Promise<number | null>;
  /** Hangs up. */
  close(): void;
}

/**
 * Starts `node ARGS` as an operator does who has logged in: script(1), which every Debian and Ubuntu has, lends the
 * pseudo terminal, and an emulator without a window draws what comes out of it.
 */
export function openProgramTerminal(...args: readonly string[]): ProgramTerminal {
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  const command = [process.execPath, ...args].map(quoted).join(" ");
  const child = spawn("script", ["-qefc", `stty cols 80 rows 24 && exec ${command}`, "/dev/null"], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: "C.UTF-8", TERM: "xterm-256color" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  let drawing = true;
  let cursor = true;
  let look = () => {};
  // DEC private modes: 25 shows the cursor; 2026 holds the drawing back until the frame is whole.
  const onMode = (final: "h" | "l", act: (mode: number | number[]) => void) =>
    terminal.parser.registerCsiHandler({ prefix: "?", final }, (modes) => {
      modes.forEach(act);
      return false;
    });
  onMode("h", (mode) => {
    if (mode === 2026) drawing = true;
    if (mode === 25) cursor = true;
  });
  onMode("l", (mode) => {
    if (mode === 25) cursor = false;
    if (mode !== 2026) return;
    drawing = false;
    look();
  });
  child.stdout.on("data", (data: Buffer) => terminal.write(data));
  terminal.onData((answer) => child.stdin.write(answer));
  child.stdin.on("error", () => {});
  const picture = (wanted: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const fail = (why: string) => {
        look = () => {};
        reject(new Error(`${why}: ${wanted}\n${textOf(terminal)}`));
      };
      const timer = setTimeout(() => fail("never seen"), patience);
      exit
        .then(() => fail("the program ended before this was seen"), reject)
        .finally(() => clearTimeout(timer));
      look = () => {
        if (drawing || !wanted.test(textOf(terminal))) return;
        look = () => {};
        clearTimeout(timer);
        const { cursorX: column, cursorY: row } = terminal.buffer.active;
        resolve(terminalSvg(terminal, cursor ? { column, row } : undefined));
      };
      look();
    });
  return {
    press: (...keys) => void child.stdin.write(keys.map(bytesOf).join("")),
    picture,
    ended: () => exit,
    close: () => void child.kill("SIGHUP"),
  };
}

function textOf(terminal: InstanceType<typeof xterm.Terminal>): string {
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, row) => active.getLine(active.viewportY + row));
  return rows.map((line) => line?.translateToString(true) ?? "").join("\n");
}

/** For the shell that script(1) starts. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
