import type { PutLines } from "./step.ts";

/** What brings the lines back that go. @param lines of a text, each with its line end */
export function linesBefore(lines: readonly string[], goes: (line: string) => boolean): readonly PutLines[] {
  const runs: PutLines[] = [];
  for (let first = 0; first < lines.length; first += 1) {
    if (!goes(lines[first] ?? "")) continue;
    let end = first;
    while (end < lines.length && goes(lines[end] ?? "")) end += 1;
    const [above, below] = [lines[first - 1], lines[end]].map(withoutEnd);
    runs.push({
      put: lines.slice(first, end).join(""),
      ...(above === undefined ? {} : { above }),
      ...(below === undefined ? {} : { below }),
    });
    first = end;
  }
  return runs;
}

/** The lines with those that went among them again, each once; undefined where nothing tells where they stood. */
export function putLines(lines: readonly string[], edit: PutLines): readonly string[] | undefined {
  if (isThere(lines, edit)) return lines;
  const present = lines.filter((line) => line !== "");
  const at = placeFor(present.map(withoutEnd), edit);
  if (at === undefined) return undefined;
  const put = present.toSpliced(at, 0, edit.put);
  // The last line of a file may have no end, and may be the last no more.
  return put.map((line, index) => (index === put.length - 1 || line.endsWith("\n") ? line : `${line}\n`));
}

/** Somebody else wrote them again, wherever: twice would be a fault in most files. */
function isThere(lines: readonly string[], { put }: PutLines): boolean {
  const words = lines.map((line) => line.trim());
  return put
    .trimEnd()
    .split("\n")
    .every((line) => words.includes(line.trim()));
}

/** Between both neighbours; where something stands between them now, at the one that says more than nothing and is there once. */
function placeFor(lines: readonly (string | undefined)[], { above, below }: PutLines): number | undefined {
  const between = [...lines.keys(), lines.length].filter(
    (at) => lines[at - 1] === above && lines[at] === below,
  );
  if (between.length > 0) return between.length === 1 ? between[0] : undefined;
  const after = onlyPlaceOf(lines, above);
  return after === undefined ? onlyPlaceOf(lines, below) : after + 1;
}

function onlyPlaceOf(lines: readonly (string | undefined)[], line: string | undefined): number | undefined {
  const places = [...lines.keys()].filter((at) => lines[at] === line);
  return places.length === 1 && line?.trim() !== "" ? places[0] : undefined;
}

function withoutEnd(line: string | undefined): string | undefined {
  return line?.replace(/\n$/, "");
}
