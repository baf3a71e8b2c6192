import type { KeyPress } from "../keys/key-press.ts";

/** The one cursor of the review: it walks through the changes and, below them, through what can be done with them. */
export interface ReviewCursor {
  readonly list: "changes" | "choices";
  /** From 0. */
  readonly place: number;
  /** The first change that is seen. */
  readonly top: number;
}

export const atFirstChoice: ReviewCursor = { list: "choices", place: 0, top: 0 };

export interface ReviewLists {
  readonly changes: number;
  readonly choices: number;
  /** Changes that are seen at once. */
  readonly size: number;
}

/** The cursor after a press; undefined where the press means nothing here. */
export function moveInReview(
  cursor: ReviewCursor,
  lists: ReviewLists,
  press: KeyPress,
): ReviewCursor | undefined {
  const { changes, choices, size } = lists;
  const at = cursor.list === "changes" ? cursor.place : changes + cursor.place;
  const to = (place: number) => marked(cursor, lists, place);
  switch (press.name) {
    case "up":
    case "k":
      return to(at - 1);
    case "down":
    case "j":
      return to(at + 1);
    case "home":
    case "g":
      return to(0);
    case "end":
    case "G":
      return to(changes + choices - 1);
    case "page-down":
    case " ":
      return cursor.list === "changes" ? to(at + size) : { ...cursor, top: fitted(cursor.top + size, lists) };
    case "page-up":
    case "b":
      return cursor.list === "changes" ? to(at - size) : { ...cursor, top: fitted(cursor.top - size, lists) };
    default:
      return /^[1-9]$/.test(press.name) && Number(press.name) <= choices
        ? to(changes + Number(press.name) - 1)
        : undefined;
  }
}

function marked(cursor: ReviewCursor, lists: ReviewLists, wanted: number): ReviewCursor {
  const { changes, choices, size } = lists;
  const at = Math.min(Math.max(0, wanted), changes + choices - 1);
  if (at >= changes) return { ...cursor, list: "choices", place: at - changes };
  const top = Math.min(Math.max(cursor.top, at - size + 1), at);
  return { list: "changes", place: at, top: fitted(top, lists) };
}

function fitted(top: number, { changes, size }: ReviewLists): number {
  return Math.min(Math.max(0, top), Math.max(0, changes - size));
}
