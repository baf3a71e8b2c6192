import type { TerminalInBox } from "./terminal-in-box.ts";

/** The questions between the first screen and the review of a box whose firewall is open. */
export const questions = [
  /Which WebSocket server/,
  /What name/,
  /Which proxy/,
  /Which certificate/,
  /How shall/,
] as const;

/** What stands above every review. */
export const reviewed = /\d+ changes?: /;

/** From the first screen to the review, an Enter a screen. */
export async function walkToReview(terminal: TerminalInBox): Promise<void> {
  await terminal.until(/Backend\W+Echo server at/);
  for (const question of questions) {
    await terminal.press("Enter");
    await terminal.until(question);
  }
  await terminal.press("Enter");
  await terminal.until(reviewed);
}

/** To the question for the names, whose field is empty then. */
export async function walkToNames(terminal: TerminalInBox): Promise<void> {
  await terminal.until(/Backend\W+Echo server at/);
  await terminal.press("Enter");
  await terminal.until(/Which WebSocket server/);
  await terminal.press("Enter");
  await terminal.until(/What name/);
  await terminal.press("C-u");
}
