import { blockOf, setBlock } from "./marked-block.ts";
import { linesBefore, putLine } from "./put-line.ts";
import type { DropLine, Edit, ReplaceLine, SetBlock, SetLine } from "./step.ts";

/** Applies edits to a file's text; a text that already fits comes back unchanged. @throws Error when an anchor is nowhere */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce(applyEdit, text);
}

/**
 * Edits that take these out again, from a text that others may have edited elsewhere in the meantime: what is not as we
 * left it stays. Undefined where a kept copy alone brings back what was there.
 */
export function reverseEdits(text: string, edits: readonly Edit[]): readonly Edit[] | undefined {
  const reverse: Edit[] = [];
  let present = text;
  for (const edit of edits) {
    if ("put" in edit || "replace" in edit) return undefined;
    reverse.unshift(...before(present, edit));
    present = applyEdit(present, edit);
  }
  return reverse;
}

function before(text: string, edit: SetLine | DropLine | SetBlock): readonly Edit[] {
  if ("marks" in edit) return [blockBefore(text, edit.marks)];
  return "drop" in edit ? linesBefore(linesOf(text), dropped(edit)) : lineBefore(text, edit);
}

function blockBefore(text: string, marks: SetBlock["marks"]): SetBlock {
  const block = blockOf(text, marks);
  return block === undefined ? { marks } : { marks, block };
}

function lineBefore(text: string, edit: SetLine): readonly ReplaceLine[] {
  if (setLine(text, edit) === text) return [];
  const found = new RegExp(edit.find, "m").exec(text);
  if (found === null) return [{ replace: edit.line }];
  const [by] = found;
  const [behind = ""] = /^[^\n]*/.exec(text.slice(found.index + by.length)) ?? [];
  // What else stands in the line tells which line it is; a remark may be another one by then.
  const rest = isRemark(behind) ? "" : behind;
  return [{ replace: edit.line + rest, by: by + rest }];
}

/** As `applyEdits`, for one. */
export function applyEdit(text: string, edit: Edit): string {
  if ("marks" in edit) return setBlock(text, edit);
  if ("put" in edit) return putLine(linesOf(text), edit)?.join("") ?? text;
  if ("replace" in edit) return replaceLine(text, edit);
  return "drop" in edit ? dropLines(text, edit) : setLine(text, edit);
}

function replaceLine(text: string, edit: ReplaceLine): string {
  const lines = linesOf(text);
  const at = lines.findIndex((line) => isOurs(line, edit));
  const line = lines[at];
  if (line === undefined) return text;
  const behind = line.slice(edit.replace.length);
  // Behind a line that goes as a whole, a remark of the operator's stays, as a line of its own.
  return lines.with(at, edit.by === undefined ? behind.replace(/^\s+/, "") : edit.by + behind).join("");
}

/** The lines of a text, each with its line end. */
export function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

/** Whether a line is the one that we left, a remark behind it or not. */
export function isOurs(line: string, { replace }: ReplaceLine): boolean {
  return line.startsWith(replace) && isRemark(line.slice(replace.length));
}

function isRemark(text: string): boolean {
  return /^\s*(?:#.*)?$/s.test(text);
}

function setLine(text: string, edit: SetLine): string {
  const present = new RegExp(edit.find, "m").exec(text);
  if (present === null) return "insertBefore" in edit ? insertBefore(text, edit) : insertAfter(text, edit);
  if (edit.atLeast !== undefined && Number(present[1]) >= edit.atLeast) return text;
  return replaceAt(text, present.index, present[0].length, edit.line);
}

function insertAfter(text: string, edit: { readonly line: string; readonly insertAfter: string }): string {
  const anchor = find(text, edit.insertAfter);
  const end = text.indexOf("\n", anchor.index + anchor[0].length);
  return end === -1 ? `${text}\n${edit.line}\n` : replaceAt(text, end + 1, 0, `${edit.line}\n`);
}

function insertBefore(text: string, edit: { readonly line: string; readonly insertBefore: string }): string {
  const anchor = find(text, edit.insertBefore);
  return replaceAt(text, text.lastIndexOf("\n", anchor.index - 1) + 1, 0, `${edit.line}\n`);
}

function dropLines(text: string, edit: DropLine): string {
  const goes = dropped(edit);
  return linesOf(text)
    .filter((line) => !goes(line))
    .join("");
}

function dropped({ drop }: DropLine): (line: string) => boolean {
  return (line) => new RegExp(drop, "m").test(line.replace(/\n$/, ""));
}

function find(text: string, expression: string): RegExpExecArray {
  const match = new RegExp(expression, "m").exec(text);
  if (match === null) throw new Error(`no line matches ${expression}`);
  return match;
}

function replaceAt(text: string, index: number, length: number, replacement: string): string {
  return text.slice(0, index) + replacement + text.slice(index + length);
}
