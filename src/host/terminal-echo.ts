import { spawnSync } from "node:child_process";

/** Whether the terminal shows what is typed. */
export type Echo = (on: boolean) => void;

/** The terminal that is this process's input: stty(1) sets it, as nothing here draws or reads keys by itself. */
export const terminalEcho: Echo = (on) => {
  spawnSync("stty", [on ? "echo" : "-echo"], { stdio: ["inherit", "ignore", "ignore"] });
};
