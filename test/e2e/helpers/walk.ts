import type { TerminalInBox } from "./terminal-in-box.ts";

/** The questions between the first screen and the review of a box whose firewall is open. */
export const questions = [
  /Which WebSocket server/,
  /What name/,
  /Which proxy/,
  /Which certificate/,
  /How shall/,
] as const;

/** The first screen, once everything was looked at. */
export const looked = /Backend\W+Echo server at/;

/** What stands above every review. */
export const reviewed = /\d+ changes?: /;

/** From the first screen to the review, an Enter a screen. */
export async function walkToReview(
  terminal: TerminalInBox,
  asked: readonly RegExp[] = questions,
): Promise<void> {
  await terminal.until(looked);
  for (const question of asked) {
    await terminal.press("Enter");
    await terminal.until(question);
  }
  await terminal.press("Enter");
  await terminal.until(reviewed);
}

/** To the question for the names, whose field is empty then. */
export async function walkToNames(terminal: TerminalInBox): Promise<void> {
  await terminal.until(looked);
  await terminal.press("Enter");
  await terminal.until(/Which WebSocket server/);
  await terminal.press("Enter");
  await terminal.until(/What name/);
  await terminal.press("C-u");
}

/** What the field of a question holds, however much room it has. */
export function typedIn(screen: string): string | undefined {
  return /^\s*[›>] ?(.*?)\s*$/m.exec(screen)?.[1];
}
