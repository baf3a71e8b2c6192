import { Box } from "ink";
import { useMemo, useState } from "react";
import type { KeyPress } from "../keys/key-press.ts";
import { enterKey, escapeKey, heardKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { cells, cutTo } from "../theme/cells.ts";
import { SignCell } from "../theme/sign.tsx";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { type DiffLine, diffLines, wrapDiffLine } from "../widgets/diff-view/diff-lines.ts";
import { DiffRow } from "../widgets/diff-view/diff-view.tsx";
import { ScrollView } from "../widgets/scroll-view/scroll-view.tsx";
import { useScrollView } from "../widgets/scroll-view/use-scroll-view.ts";
import { atMost, signedLines } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { useTextField } from "../widgets/text-field/use-text-field.ts";
import { findLine } from "./diff-find.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** What a change does to a file, line by line; it only shows. */
export const diff: Screen = {
  topic: "diff",
  words: [
    ["+", "a line that is added"],
    ["-", "a line that goes"],
    ["@@", "where in the file: line and count before, line and count after"],
    ["private key", "is never shown"],
  ],
  useView: useDiff,
};

/** Rows of the reason below the lines. */
const whyRows = 2;

/** To the next file, and to the one before. */
const turns: Readonly<Record<string, number>> = { n: 1, right: 1, p: -1, left: -1 };

function useDiff({ context, send, say }: ScreenProps): ScreenView {
  const { bodyColumns, bodyRows } = useShape();
  const changes = context.preview?.changes ?? [];
  const files = changes.flatMap((change, index) => (change.diff === undefined ? [] : [{ change, index }]));
  const wanted = files.findIndex(({ index }) => index >= (context.diff?.index ?? 0));
  const [at, setAt] = useState(Math.max(0, wanted));
  const [wraps, setWraps] = useState(false);
  const [search, setSearch] = useState<string>();
  const [found, setFound] = useState<DiffLine>();
  const field = useTextField(search ?? "", setSearch);
  const file = files[at]?.change;
  const lines = useMemo(() => {
    const all = diffLines(file?.diff ?? "");
    return wraps ? all.flatMap((line) => wrapDiffLine(line, bodyColumns - 2)) : all;
  }, [file, wraps, bodyColumns]);
  const size = bodyRows - 2 - whyRows - 2;
  const view = useScrollView(lines, size, `${at}:${wraps}`);
  const to = (place: number) => {
    setAt(Math.min(Math.max(0, place), files.length - 1));
    setFound(undefined);
  };
  const findNext = () => {
    const from = found === undefined ? view.top : lines.indexOf(found) + 1;
    const line = findLine(lines, search ?? "", from);
    if (line === undefined) return say(`“${search}” is not in this file.`);
    setFound(lines[line]);
    view.go(Math.min(line, Math.max(0, lines.length - size)));
  };
  const back = () => send({ type: "BACK" });
  const turn = ({ name }: KeyPress) => {
    const step = turns[name];
    if (step !== undefined) to(at + step);
    return step !== undefined;
  };
  const searching = search !== undefined;
  return {
    take: (press) => (searching ? field.take(press) : turn(press) || view.take(press)),
    typing: searching,
    keys: searching
      ? [enterKey("find next", findNext), escapeKey("close", () => setSearch(undefined))]
      : [
          escapeKey("list", back),
          ...view.keys,
          ...(files.length < 2 ? [] : [heardKey("n/p", "file")]),
          { label: "w", does: wraps ? "cut" : "wrap", on: ["w"], run: () => setWraps(!wraps) },
          { label: "/", does: "find", on: ["/"], run: () => setSearch("") },
          { ...enterKey("list", back, "Esc goes back to the list."), quiet: true },
        ],
    body: (
      <Box flexDirection="column" flexShrink={0}>
        <DiffHead
          action={file?.action ?? "no-op"}
          title={file?.title ?? "no file is changed"}
          place={`file ${at + 1} of ${files.length}`}
          position={view.position}
        />
        <ScrollView view={view} size={size}>
          {(line, place) => <DiffRow key={keyOf(view.top + place)} line={line} found={line === found} />}
        </ScrollView>
        <Box flexDirection="column" height={whyRows + 1} paddingTop={1} flexShrink={0}>
          {searching ? (
            <TextField state={field.state} label="find" />
          ) : (
            <SignedRows lines={atMost(signedLines(`Why: ${file?.why ?? ""}`, bodyColumns), whyRows)} />
          )}
        </Box>
      </Box>
    ),
  };
}

/** Lines have no names of their own: equal ones differ by their place alone. */
function keyOf(place: number): string {
  return `line-${place}`;
}

interface DiffHeadProps {
  readonly action: "create" | "update" | "delete" | "no-op";
  readonly title: string;
  readonly place: string;
  readonly position: string;
}

function DiffHead({ action, title, place, position }: DiffHeadProps) {
  const { kind, bodyColumns } = useShape();
  const { dot, more } = useTheme();
  const right = kind === "narrow" ? position : `${place} ${dot} ${position}`;
  const room = bodyColumns - 3 - cells(right) - 2;
  return (
    <Box width={bodyColumns} justifyContent="space-between" flexShrink={0} marginBottom={1}>
      <Box flexShrink={0}>
        <SignCell name={action} />
        <Words bold>{cutTo(title, room, more)}</Words>
      </Box>
      <Words tone="dim">{right}</Words>
    </Box>
  );
}
