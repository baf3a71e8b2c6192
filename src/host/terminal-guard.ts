import { spawn } from "node:child_process";

/** Puts the terminal right again when the program that drew on it is gone without having done so. */
export interface TerminalGuard {
  /** The program cleaned up after itself. */
  dismiss(): void;
}

/**
 * Shows the cursor, ends bracketed paste and leaves the alternate screen (xterm's control sequences), at once, so that
 * the shell's next prompt is not lost with that; then sets the line discipline back (stty(1)). The terminal is fd 3, as stdin is the pipe. A constant script: no value enters it.
 */
const script = `saved=$(stty -g <&3)
read -r word
[ "$word" = dismissed ] && exit
printf '\\033[?25h\\033[?2004l\\033[?1049l' >&3
stty "$saved" <&3`;

/**
 * Watches over the terminal from outside: a child in a session of its own, which sees our end (also by KILL) as the end
 * of its pipe. Call it before the terminal is changed.
 */
export function guardTerminal(): TerminalGuard {
  const child = spawn("sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore", 0] });
  child.on("error", () => {});
  child.stdin?.on("error", () => {});
  child.unref();
  return { dismiss: () => void child.stdin?.end("dismissed\n") };
}
