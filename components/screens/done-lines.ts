import type { DoneSummary, Labelled } from "../../src/wizard/done-summary.ts";
import { cells } from "../theme/cells.ts";
import {
  blankLine,
  labelledLines,
  type SignedLine,
  signedLines,
} from "../widgets/signed-lines/signed-lines.ts";
import { checkSign } from "./check-lines.ts";

export interface DoneLines {
  /** The endpoint and what was seen; a QR code may stand beside it. */
  readonly top: readonly SignedLine[];
  /** Long lines that need the whole width. */
  readonly below: readonly SignedLine[];
}

/** The last screen in rows, its upper part in so many columns. */
export function doneLines(summary: DoneSummary, columns: number, below: number, narrow: boolean): DoneLines {
  const { headline, endpoints, seen, commands, links, note } = summary;
  return {
    top: [
      ...signedLines(headline, columns, { bold: true }),
      ...(narrow ? [] : [blankLine]),
      ...endpoints.flatMap((endpoint) => signedLines(endpoint, columns, { tone: "accent", bold: true })),
      blankLine,
      ...seen.flatMap(({ state, text }) => signedLines(text, columns, { sign: checkSign[state] })),
      ...(commands.length === 0 ? [] : [blankLine]),
      ...labelled(commands, columns, false),
    ],
    below: [...labelled(links, below, narrow), ...signedLines(note, below, { tone: "dim" })],
  };
}

/** In narrow windows the text goes below its label, so that a long URL is broken as little as can be. */
function labelled(rows: readonly Labelled[], width: number, narrow: boolean): readonly SignedLine[] {
  const labelWidth = Math.max(0, ...rows.map(([label]) => cells(label))) + 2;
  return rows.flatMap(([label, text]) =>
    narrow && cells(text) > width - labelWidth
      ? [...signedLines(`${label}:`, width), ...signedLines(text, width)]
      : labelledLines(label, labelWidth, text, width),
  );
}
