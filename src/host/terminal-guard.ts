import { spawn, spawnSync } from "node:child_process";

/** Puts the terminal right again when the program that drew on it is gone without having done so. */
export interface TerminalGuard {
  /** The program cleaned up after itself. */
  dismiss(): void;
}

/**
 * Shows the cursor, ends bracketed paste and leaves the alternate screen (xterm's control sequences), at once, so that
 * the shell's next prompt is not lost with that; then sets the line discipline back to its argument (stty(1)). The
 * terminal is fd 3, as stdin is the pipe.
 */
const script = `read -r word
[ "$word" = dismissed ] && exit
printf '\\033[?25h\\033[?2004l\\033[?1049l' >&3
stty "$1" <&3`;

/**
 * Watches over the terminal from outside: a child in a session of its own, which sees our end (also by KILL) as the end
 * of its pipe. Call it before the terminal is changed.
 */
export function guardTerminal(): TerminalGuard {
  // Asked here and now: a child that is slow to start would find the terminal as we have changed it by then.
  const { stdout } = spawnSync("stty", ["-g"], { stdio: [0, "pipe", "ignore"], encoding: "utf8" });
  const saved = stdout?.trim() || "sane";
  const child = spawn("sh", ["-c", script, "sh", saved], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore", 0],
  });
  child.on("error", () => {});
  child.stdin?.on("error", () => {});
  child.unref();
  return { dismiss: () => void child.stdin?.end("dismissed\n") };
}
