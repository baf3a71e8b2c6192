import { applyEdit, isOurs, linesOf } from "./edit.ts";
import { blockFault, blockOf, marksIn } from "./marked-block.ts";
import { putLine } from "./put-line.ts";
import { sha256 } from "./sha256.ts";
import type { Edit, PutLine, ReplaceLine, SetBlock } from "./step.ts";

/** A text without our edits, or why it stays as it is, in a few words. */
export type TakenOut = { readonly text: string } | { readonly obstacle: string };

/**
 * Takes our edits out of a text that others edited too: all of them, or none where one cannot be told from what is
 * others'. What is out already, as after a crash, stays out.
 * @param reverse as `reverseEdits` gave it
 * @param block sum of the marked block that we left last; undefined where nobody noted it
 */
export function takeOut(text: string, reverse: readonly Edit[], block: string | undefined): TakenOut {
  let present = text;
  let left = block;
  for (const edit of reverse) {
    if (isDeleted(edit, present, reverse)) continue;
    const obstacle = obstacleTo(edit, present, left);
    if (obstacle !== undefined) return { obstacle };
    if (!isOut(edit, present)) present = applyEdit(present, edit);
    // What was there before our last block may be another one of ours.
    if ("marks" in edit) left = edit.block === undefined ? undefined : sha256(edit.block);
  }
  return { text: present };
}

/** Whether the block of before is back; a line that is back is found nowhere. */
function isOut(edit: Edit, text: string): boolean {
  return "marks" in edit && edit.block !== undefined && blockOf(text, edit.marks) === edit.block;
}

/** Others deleted the block with both its marks, and none that was before it is to come back. */
function isDeleted(edit: Edit, text: string, reverse: readonly Edit[]): boolean {
  if (!("marks" in edit) || marksIn(text, edit.marks) !== "none") return false;
  const last = reverse.findLast((each) => "marks" in each && each.marks[0] === edit.marks[0]);
  return last !== undefined && "marks" in last && last.block === undefined;
}

function obstacleTo(edit: Edit, text: string, left: string | undefined): string | undefined {
  if ("marks" in edit) return blockObstacle(edit, text, left);
  if ("put" in edit) return putObstacle(edit, text);
  return "replace" in edit ? lineObstacle(edit, text) : undefined;
}

function blockObstacle(
  { marks, block: before }: SetBlock,
  text: string,
  left: string | undefined,
): string | undefined {
  const state = marksIn(text, marks);
  // Nothing of ours is there, but what is to come back is not, either.
  if (state === "none") return `our lines below "${marks[0]}" are gone`;
  const isKnown = state === "whole" && (left === undefined || blockOf(text, marks) === before);
  return isKnown ? undefined : blockFault(text, marks, left);
}

function putObstacle(edit: PutLine, text: string): string | undefined {
  if (putLine(linesOf(text), edit) !== undefined) return undefined;
  return `"${edit.put.trim()}" was taken out of it, and the lines around that are not as they were`;
}

function lineObstacle(edit: ReplaceLine, text: string): string | undefined {
  const { replace, by } = edit;
  const lines = linesOf(text);
  const ours = lines.filter((line) => isOurs(line, edit));
  if (ours.length > 1) return `the line "${replace.trim()}" is in it more than once`;
  if (ours.length === 1) return undefined;
  // The same words, otherwise spaced or with more behind them, are still ours; other words are the operator's, and stay.
  const isAlike = (line: string) =>
    beginsWith(wordsOf(line), wordsOf(replace)) && !(by !== undefined && isOurs(line, { replace: by }));
  return lines.some(isAlike) ? `the line "${replace.trim()}" is written otherwise` : undefined;
}

/** `maxconn 9000 more` does with `maxconn 9000`, `maxconn 90000` does not. */
function beginsWith(words: string, first: string): boolean {
  return words.startsWith(first) && !/^\w/.test(words.slice(first.length));
}

/** Without a remark. */
function wordsOf(line: string): string {
  return line.replace(/#.*/s, "").trim().split(/\s+/).join(" ");
}
