import { Box } from "ink";
import type { Progress, ProgressStep } from "../../src/wizard/context.ts";
import { useShape } from "../layout/shape.ts";
import { cells, cutTo } from "../theme/cells.ts";
import { SignCell } from "../theme/sign.tsx";
import type { SignName } from "../theme/theme.ts";
import { useTheme } from "../theme/theme-context.ts";
import { durationText } from "../theme/time-text.ts";
import { Words } from "../theme/words.tsx";
import { Spinner } from "../widgets/spinner/spinner.tsx";
import { type ProgressRow, progressRows } from "./progress-rows.ts";

export interface StepListProps {
  readonly progress: Progress;
  readonly rows: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The steps of a run, each with its sign and its time; below the running one what it said last. */
export function StepList({ progress, rows, now }: StepListProps) {
  const { kind } = useShape();
  return (
    <Box flexDirection="column" flexShrink={0}>
      {progressRows(progress, rows, kind === "narrow" ? 1 : 2).map((row) => (
        <Row key={"place" in row ? `${row.kind} ${row.place}` : row.kind} row={row} now={now} />
      ))}
    </Box>
  );
}

function Row({ row, now }: { readonly row: ProgressRow; readonly now: number }) {
  const { bodyColumns } = useShape();
  const { more } = useTheme();
  switch (row.kind) {
    case "step":
      return <StepRow step={row.step} now={now} />;
    case "line":
      return (
        <Box height={1} flexShrink={0} paddingLeft={6}>
          <Words tone="dim">{cutTo(row.text, bodyColumns - 6, more) || " "}</Words>
        </Box>
      );
    case "over":
      return (
        <Box height={1} flexShrink={0}>
          <SignCell name="good" />
          <Words>{`${row.count} ${row.state}`}</Words>
        </Box>
      );
    case "more":
      return <Words tone="dim">{`   and ${row.count} more`}</Words>;
  }
}

const signOf: Readonly<Record<Exclude<ProgressStep["state"], "running">, SignName>> = {
  "to-do": "toDo",
  done: "good",
  failed: "failed",
  "taken-back": "good",
  kept: "warning",
};

function StepRow({ step, now }: { readonly step: ProgressStep; readonly now: number }) {
  const { bodyColumns } = useShape();
  const { more } = useTheme();
  const { state, title, deed = title } = step;
  const isBack = state === "taken-back" || state === "kept";
  const right = rightOf(step, now);
  const room = bodyColumns - 3 - cells(right) - 2;
  return (
    <Box height={1} width={bodyColumns} flexShrink={0} justifyContent="space-between">
      <Box flexShrink={0}>
        {state === "running" ? <Spinner /> : <SignCell name={signOf[state]} />}
        <Words tone={state === "to-do" ? "dim" : undefined} bold={state === "running"}>
          {cutTo(isBack ? title : deed, room, more)}
        </Words>
      </Box>
      <Words tone="dim">{right}</Words>
    </Box>
  );
}

function rightOf({ state, milliseconds, startedAt }: ProgressStep, now: number): string {
  if (state === "taken-back") return "taken back";
  if (state === "kept") return "left as it is";
  if (state === "running" && startedAt !== undefined) return durationText(now - startedAt);
  return state === "done" && milliseconds !== undefined ? durationText(milliseconds) : "";
}
