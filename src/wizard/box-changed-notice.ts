import type { Preview } from "./context.ts";

/** What is told where a plan under the lock came out otherwise than the one that was agreed to. */
export function boxChangedNotice({ edited }: Preview): string {
  const next =
    edited === undefined
      ? "Enter applies it as it is now."
      : "Nothing is applied before you decide on the file.";
  return `The box changed meanwhile, and so did this list. ${next}`;
}
