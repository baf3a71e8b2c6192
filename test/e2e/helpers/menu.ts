import type { TerminalInBox } from "./terminal-in-box.ts";

/** Marks a line of the menu by its number, and takes it. */
export async function choose(terminal: TerminalInBox, place: number, title: string): Promise<void> {
  await terminal.press(String(place));
  await terminal.until(new RegExp(`› ${title}`));
  await terminal.press("Enter");
}

/** Leaves a screen that ends the walk. @returns the exit code */
export async function leave(terminal: TerminalInBox): Promise<number> {
  await terminal.press("Enter");
  const code = await terminal.ended();
  await terminal.hangUp();
  return code;
}
