import { Box } from "ink";
import { SignCell } from "../../theme/sign.tsx";
import { Words } from "../../theme/words.tsx";
import type { SignedLine } from "./signed-lines.ts";

export function SignedRow({ line }: { readonly line: SignedLine }) {
  const { text, sign, tone, bold = false, indent = 0 } = line;
  return (
    <Box height={1} flexShrink={0} paddingLeft={sign === undefined ? indent : 0}>
      {sign === undefined ? null : <SignCell name={sign} />}
      <Words tone={tone} bold={bold} wrap="cut">
        {text === "" ? " " : text}
      </Words>
    </Box>
  );
}

/** Rows one below the other. */
export function SignedRows({ lines }: { readonly lines: readonly SignedLine[] }) {
  const rows = lines.map((line, place) => ({ line, id: `${place}:${line.text}` }));
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map(({ line, id }) => (
        <SignedRow key={id} line={line} />
      ))}
    </Box>
  );
}
