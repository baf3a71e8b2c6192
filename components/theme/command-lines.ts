import { cells } from "./cells.ts";

const indent = "    ";
const goesOn = " \\";

/**
 * A command in lines of at most so many cells where its options let it, each broken before an option and as a shell reads
 * on: what is copied from the screen still runs.
 */
export function commandLines(command: string, width: number): readonly string[] {
  if (cells(command) <= width) return [command];
  const lines: string[] = [];
  for (const piece of command.split(/ (?=-)/)) {
    const last = lines.at(-1);
    const longer = `${last} ${piece}`;
    if (last !== undefined && cells(longer + goesOn) <= width) lines[lines.length - 1] = longer;
    else lines.push(last === undefined ? piece : indent + piece);
  }
  return lines.map((line, at) => (at < lines.length - 1 ? line + goesOn : line));
}
