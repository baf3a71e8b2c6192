import type { DropLine, Edit, SetLine } from "./step.ts";

/** Applies edits to a file's text; a text that already fits comes back unchanged. @throws Error when an anchor is nowhere */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce(
    (result, edit) => ("drop" in edit ? dropLines(result, edit) : setLine(result, edit)),
    text,
  );
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
  return text
    .split(/(?<=\n)/)
    .filter((line) => !new RegExp(edit.drop, "m").test(line.replace(/\n$/, "")))
    .join("");
}

function find(text: string, expression: string): RegExpExecArray {
  const match = new RegExp(expression, "m").exec(text);
  if (match === null) throw new Error(`no line matches ${expression}`);
  return match;
}

function replaceAt(text: string, index: number, length: number, replacement: string): string {
  return text.slice(0, index) + replacement + text.slice(index + length);
}
