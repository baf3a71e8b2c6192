import type { MenuStatus } from "./context.ts";
import { dayText } from "./day-text.ts";

type LastRun = Pick<MenuStatus, "lastRun" | "lastKind" | "unfinished">;

/** Several runs may be of one day: `rotation of 9 Nov 2026, 10:00 UTC`. */
export function lastRunText({ lastRun, lastKind }: LastRun): string {
  return `${lastKind} of ${dayText(lastRun)}, ${new Date(lastRun).toISOString().slice(11, 16)} UTC`;
}

/** What an undo means for the clients, where that is more than a change. */
export function undoNote({ lastKind, unfinished }: LastRun): string | undefined {
  if (lastKind !== "set-up" || unfinished !== undefined) return undefined;
  return "It is the only run: clients lose the endpoint.";
}
