import type { KeyPress } from "../../keys/key-press.ts";

/** Lines of which a part is seen. */
export interface ScrollState {
  /** The first line that is seen, from 0. */
  readonly top: number;
}

/** The view after a press; undefined where the press means nothing here. */
export function scroll(
  { top }: ScrollState,
  count: number,
  size: number,
  press: KeyPress,
): ScrollState | undefined {
  const to = (line: number) => ({ top: Math.min(Math.max(0, line), Math.max(0, count - size)) });
  switch (press.name) {
    case "up":
    case "k":
      return to(top - 1);
    case "down":
    case "j":
      return to(top + 1);
    case "page-up":
    case "b":
      return to(top - size + 1);
    case "page-down":
    case " ":
      return to(top + size - 1);
    case "home":
    case "g":
      return to(0);
    case "end":
    case "G":
      return to(count);
    default:
      return undefined;
  }
}

/** `lines 1-10 of 40`. */
export function position({ top }: ScrollState, count: number, size: number): string {
  return count === 0 ? "no lines" : `lines ${top + 1}-${Math.min(count, top + size)} of ${count}`;
}
