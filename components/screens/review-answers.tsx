import { Box } from "ink";
import { useShape } from "../layout/shape.ts";
import { cells, cutTo, pad } from "../theme/cells.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import type { AnswerRow } from "./answer-rows.ts";

export interface ReviewAnswersProps {
  readonly rows: readonly AnswerRow[];
  readonly marked: number;
}

/** The answers behind the numbers of their questions, each with where it comes from. */
export function ReviewAnswers({ rows, marked }: ReviewAnswersProps) {
  const { cursor, more } = useTheme();
  const { kind, bodyColumns } = useShape();
  const narrow = kind === "narrow";
  const titleWidth = Math.max(...rows.map(({ title }) => cells(title)));
  const sourceWidth = Math.max(...rows.map(({ source }) => cells(source)));
  const start = 5 + titleWidth + (narrow ? 1 : 3);
  const room = bodyColumns - start - sourceWidth - 2;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map(({ step, number, title, text, source }, place) => (
        <Box key={step} height={1} width={bodyColumns} flexShrink={0} justifyContent="space-between">
          <Box flexShrink={0}>
            <Words tone="accent">{`${place === marked ? cursor : " "} `}</Words>
            <Words bold={place === marked}>
              {`${number}  ${pad(title, start - 5)}${cutTo(text, room, more)}`}
            </Words>
          </Box>
          <Words tone="dim">{source}</Words>
        </Box>
      ))}
    </Box>
  );
}
