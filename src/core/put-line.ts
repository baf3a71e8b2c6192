import type { PutLine } from "./step.ts";

/** What brings the lines back that go, the first one first. @param lines of a text, each with its line end */
export function linesBefore(lines: readonly string[], goes: (line: string) => boolean): readonly PutLine[] {
  return lines.flatMap((put, at) => {
    if (!goes(put)) return [];
    const above = withoutEnd(lines[at - 1]);
    const below = withoutEnd(lines.slice(at).find((line) => !goes(line)));
    const times = countOf(lines, put);
    return [
      {
        put,
        ...(above === undefined ? {} : { above }),
        ...(below === undefined ? {} : { below }),
        ...(times === 1 ? {} : { times }),
      },
    ];
  });
}

/** The lines with the one that went among them again; undefined where nothing tells where it stood. */
export function putLine(lines: readonly string[], edit: PutLine): readonly string[] | undefined {
  if (isThere(lines, edit)) return lines;
  const present = lines.filter((line) => line !== "");
  const at = placeFor(present.map(withoutEnd), edit);
  if (at === undefined) return undefined;
  const put = present.toSpliced(at, 0, edit.put);
  // The last line of a file may have no end, and may be the last no more.
  return put.map((line, index) => (index === put.length - 1 || line.endsWith("\n") ? line : `${line}\n`));
}

/** It stands where it stood; or as often as before, wherever, since others wrote it again: once more would be a fault in most files. */
function isThere(lines: readonly string[], { put, above, below, times = 1 }: PutLine): boolean {
  const texts = lines.filter((line) => line !== "").map(withoutEnd);
  const isBack = [...texts.keys()].some(
    (at) => texts[at] === withoutEnd(put) && texts[at - 1] === above && texts[at + 1] === below,
  );
  return isBack || countOf(lines, put) >= times;
}

/** However they are indented. */
function countOf(lines: readonly string[], words: string): number {
  return lines.filter((line) => line.trim() === words.trim()).length;
}

/** Between both neighbours; where something stands between them now, at the one that says more than nothing and is there once. */
function placeFor(lines: readonly (string | undefined)[], { above, below }: PutLine): number | undefined {
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
