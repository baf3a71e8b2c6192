import type { Edit } from "./step.ts";

/** Applies one-value edits to a file's text; a text that already fits comes back unchanged. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce(applyEdit, text);
}

function applyEdit(text: string, edit: Edit): string {
  const present = new RegExp(edit.find, "m").exec(text);
  if (present === null) return insertLine(text, edit);
  if (edit.atLeast !== undefined && Number(present[1]) >= edit.atLeast) return text;
  return replaceAt(text, present.index, present[0].length, edit.line);
}

function insertLine(text: string, edit: Edit): string {
  const anchor = new RegExp(edit.insertAfter, "m").exec(text);
  if (anchor === null) throw new Error(`no line matches ${edit.insertAfter}`);
  const end = text.indexOf("\n", anchor.index + anchor[0].length);
  return end === -1 ? `${text}\n${edit.line}\n` : replaceAt(text, end + 1, 0, `${edit.line}\n`);
}

function replaceAt(text: string, index: number, length: number, replacement: string): string {
  return text.slice(0, index) + replacement + text.slice(index + length);
}
