import { sha256 } from "./sha256.ts";
import type { SetBlock } from "./step.ts";

type Marks = SetBlock["marks"];

/** Whether the marks stand in a text as we leave them, are not there at all, or in another way: one is gone, or there twice. */
export function marksIn(text: string, marks: Marks): "whole" | "none" | "torn" {
  const lines = text.split("\n");
  const [first, last] = marks.map((mark) => lines.filter((line) => line === mark).length);
  if (first === 0 && last === 0) return "none";
  return first === 1 && last === 1 && find(text, marks) !== undefined ? "whole" : "torn";
}

/**
 * What is not as we left it about a block of ours, in a few words; undefined where all is, or nothing of it is there.
 * @param left sum of the block as we left it
 */
export function blockFault(text: string, marks: Marks, left: string | undefined): string | undefined {
  const [first, last] = marks;
  const block = blockOf(text, marks);
  if (marksIn(text, marks) === "torn")
    return `"${first}" and "${last}" do not stand around our lines any more`;
  if (block === undefined || sha256(block) === left) return undefined;
  return `what stands between "${first}" and "${last}" was changed`;
}

/** What stands between the marks; undefined where they do not. */
export function blockOf(text: string, marks: Marks): string | undefined {
  const found = find(text, marks);
  return found && text.slice(found.from + marks[0].length + 1, found.to - marks[1].length);
}

/**
 * The text with this block at its end, behind an empty line, and nowhere else; without it, when there is none. What
 * others wrote behind the block is in front of it then.
 */
export function setBlock(text: string, { marks, block }: SetBlock): string {
  const rest = withoutBlock(text, marks);
  if (block === undefined) return rest;
  const ended = rest === "" || rest.endsWith("\n") ? rest : `${rest}\n`;
  return `${ended}\n${marks[0]}\n${block}${marks[1]}\n`;
}

function withoutBlock(text: string, marks: Marks): string {
  const found = find(text, marks);
  if (found === undefined) return text;
  return text.slice(0, found.from).replace(/(^|\n)\n$/, "$1") + text.slice(found.to + 1);
}

/** Where the block begins, and where it ends, its last line end not counted. A mark counts as a whole line only. */
function find(
  text: string,
  [first, last]: Marks,
): { readonly from: number; readonly to: number } | undefined {
  const from = `\n${text}`.indexOf(`\n${first}\n`);
  if (from === -1) return undefined;
  const end = `${text}\n`.indexOf(`\n${last}\n`, from + first.length);
  return end === -1 ? undefined : { from, to: end + 1 + last.length };
}
