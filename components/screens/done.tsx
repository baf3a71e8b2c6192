import { Box, useStdout } from "ink";
import { useState } from "react";
import { doneSummary } from "../../src/wizard/done-summary.ts";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { QrCode } from "../widgets/qr-code/qr-code.tsx";
import { qrRows } from "../widgets/qr-code/qr-rows.ts";
import { ScrollView } from "../widgets/scroll-view/scroll-view.tsx";
import { useScrollView } from "../widgets/scroll-view/use-scroll-view.ts";
import { SignedRow, SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { doneLines } from "./done-lines.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** The proven endpoint, and what to do with it. */
export const done: Screen = {
  topic: "done",
  words: [
    ["wss://", "what clients connect to"],
    ["QR code", "the same address for a telephone's camera"],
    ["proven", "by a real connection from this box, through its own addresses"],
    ["Next box", "the same without questions: wss-setup apply -a, and the answers with that box's names"],
  ],
  useView: useDone,
};

/** Columns between the text and the code. */
const gap = 2;

function useDone({ context, send, say }: ScreenProps): ScreenView {
  const { bodyColumns, bodyRows, kind } = useShape();
  const { ascii } = useTheme();
  const { stdout } = useStdout();
  const [onlyCode, setOnlyCode] = useState(false);
  const summary = doneSummary(context);
  const [url = ""] = summary.endpoints;
  const code = ascii || url === "" ? undefined : qrRows(url, bodyColumns);
  const codeColumns = code?.[0]?.length ?? 0;
  const leftColumns = bodyColumns - codeColumns - gap;
  const beside = doneLines(summary, leftColumns, bodyColumns, kind === "narrow");
  const height = Math.max(beside.top.length, code?.length ?? 0) + 1 + beside.below.length;
  const fits = code !== undefined && leftColumns >= 40 && height <= bodyRows;
  const flat = doneLines(summary, bodyColumns, bodyColumns, kind === "narrow");
  const lines = [...flat.top, { text: "" }, ...flat.below];
  const whole = lines.length <= bodyRows;
  const view = useScrollView(lines, whole ? bodyRows : bodyRows - 2);
  const leave = () => send({ type: "NEXT" });
  const copy = () => {
    stdout.write(copySequence(url));
    say("Copied, if this terminal lets programs do that.");
  };
  const codeFits = code !== undefined && code.length <= bodyRows;
  return {
    take: fits || onlyCode ? undefined : view.take,
    keys: [
      enterKey("leave", leave),
      { label: "c", does: "copy wss URL", on: ["c"], run: copy },
      ...(fits || !codeFits
        ? []
        : [
            {
              label: "q",
              does: onlyCode ? "text" : "QR code",
              on: ["q"],
              run: () => setOnlyCode(!onlyCode),
            },
          ]),
      ...(fits || view.whole ? [] : view.keys),
      escapeKey("back", () => {}, "All is done; Enter leaves."),
    ],
    body: onlyCode ? (
      <QrCode text={url} columns={bodyColumns} rows={bodyRows} />
    ) : fits ? (
      <Box flexDirection="column" flexShrink={0}>
        <Box flexShrink={0} justifyContent="space-between" width={bodyColumns}>
          <SignedRows lines={beside.top} />
          <QrCode text={url} columns={bodyColumns} rows={bodyRows} />
        </Box>
        <Box marginTop={1} flexShrink={0}>
          <SignedRows lines={beside.below} />
        </Box>
      </Box>
    ) : (
      <Box flexDirection="column" flexShrink={0}>
        <ScrollView view={view} size={whole ? bodyRows : bodyRows - 2}>
          {(line, place) => <SignedRow key={rowKey(view.top + place)} line={line} />}
        </ScrollView>
        {whole ? null : <Words tone="dim">{`${view.position}; Down shows more`}</Words>}
      </Box>
    ),
  };
}

function rowKey(place: number): string {
  return `row-${place}`;
}

/** Puts a text into the clipboard of the operator's own terminal, over ssh too: xterm's OSC 52. */
export function copySequence(text: string): string {
  return `\u{1b}]52;c;${btoa(text)}\u{7}`;
}
