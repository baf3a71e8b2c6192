import { setTimeout as pause } from "node:timers/promises";
import { nodeInBox } from "../../helpers/box/backend.ts";
import type { Box } from "../../helpers/box/box.ts";

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs before the program, such as `strace -o FILE`. */
  readonly under?: readonly string[];
  /** Who runs it; root when not said. */
  readonly user?: string;
}

export interface TerminalState {
  /** The cursor is seen. */
  readonly cursor: boolean;
  /** A screen of the program's own lies over the shell's. */
  readonly ownScreen: boolean;
  /** The line discipline takes whole lines, echoes them and ends output lines in column 1 (termios(3)). */
  readonly lines: boolean;
}

/** A real terminal in a box, with wss-setup running in it. */
export interface TerminalInBox {
  /** Keys by tmux's names: `Enter`, `C-c`, `Escape`; a text is typed as it is. */
  press(...keys: readonly string[]): Promise<void>;
  /** What is on the screen now. */
  screen(): Promise<string>;
  /** Waits until the screen matches; throws with the screen when it does not. `seconds` is 20 when left out. */
  until(expression: RegExp, seconds?: number): Promise<string>;
  /** What is on the screen now, with the sequences of its colours (SGR). */
  colours(): Promise<string>;
  /** Pastes a text, in brackets where the program has asked for them. */
  paste(text: string): Promise<void>;
  state(): Promise<TerminalState>;
  /** From now on keeps what reaches the terminal in a file of the box, byte for byte. */
  record(file: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Ends the terminal, as a lost connection does; another one can be opened then. */
  hangUp(): Promise<void>;
  /** Waits until the program has ended. @returns its exit code */
  ended(): Promise<number>;
}

let opened = 0;

/** Starts wss-setup in a terminal of 80x24, as an operator who has logged in. */
export async function openTerminal(
  box: Box,
  args: readonly string[],
  { columns = 80, rows = 24, env = {}, under = [], user }: TerminalOptions = {},
): Promise<TerminalInBox> {
  opened += 1;
  // A server of its own: one that was told to end a moment ago would take the new session along.
  const tmux = ["tmux", "-L", `test-${opened}`, "-f", "/dev/null"];
  const argv = [...under, nodeInBox, "/opt/wss-setup/launcher.cjs", ...args];
  const as = user === undefined ? [] : ["setpriv", `--reuid=${user}`, "--clear-groups"];
  const variables = Object.entries({ LANG: "C.UTF-8", ...env }).map(([key, value]) => `${key}=${value}`);
  const program = [...as, "env", ...variables, ...argv].map(quote).join(" ");
  // The shell stays: what the program leaves on the normal screen can be read, and its exit code.
  const size = ["-x", String(columns), "-y", String(rows)];
  await box.run([...tmux, "new-session", "-d", "-s", "test", ...size, "sh"]);
  await box.run([...tmux, "send-keys", "-t", "test", "-l", `PS1=; clear; ${program}; echo "exit code $?"`]);
  await box.run([...tmux, "send-keys", "-t", "test", "Enter"]);
  const screen = () => box.run([...tmux, "capture-pane", "-t", "test", "-p"]);
  const until = async (expression: RegExp, seconds = 20) => {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const seen = await screen();
      if (expression.test(seen)) return seen;
      if (Date.now() > deadline) throw new Error(`${expression} did not appear. The screen:\n${seen}`);
      await pause(50);
    }
  };
  const display = (format: string) => box.run([...tmux, "display-message", "-t", "test", "-p", format]);
  return {
    press: async (...keys) => {
      for (const key of keys) await box.run([...tmux, "send-keys", "-t", "test", key]);
    },
    screen,
    until,
    colours: () => box.run([...tmux, "capture-pane", "-t", "test", "-p", "-e"]),
    paste: async (text) => {
      await box.run([...tmux, "load-buffer", "-"], { input: text });
      await box.run([...tmux, "paste-buffer", "-t", "test", "-p", "-r"]);
    },
    state: async () => {
      const told = await display("#{cursor_flag} #{alternate_on} #{pane_tty}");
      const [cursor, ownScreen, tty = ""] = told.trim().split(" ");
      const discipline = (await box.run(["stty", "-a", "-F", tty])).split(/[\s;]+/);
      const lines = ["icanon", "echo", "opost", "icrnl"].every((flag) => discipline.includes(flag));
      return { cursor: cursor === "1", ownScreen: ownScreen === "1", lines };
    },
    record: async (file) => {
      await box.run([...tmux, "pipe-pane", "-t", "test", `cat > ${file}`]);
    },
    resize: async (width, height) => {
      await box.run([...tmux, "resize-window", "-t", "test", "-x", String(width), "-y", String(height)]);
    },
    hangUp: async () => void (await box.run([...tmux, "kill-server"])),
    ended: async () => Number(/exit code (\d+)/.exec(await until(/exit code \d+/, 60))?.[1]),
  };
}

/** For the shell of the terminal: constant words of a test, in single quotes. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
