import { Box } from "ink";
import type { PreviewChange } from "../../src/wizard/context.ts";
import { useShape } from "../layout/shape.ts";
import { cells, cutTo, pad } from "../theme/cells.ts";
import { SignCell } from "../theme/sign.tsx";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";

export interface ReviewChangesProps {
  readonly changes: readonly PreviewChange[];
  readonly top: number;
  readonly size: number;
  /** Place of the change behind the cursor. */
  readonly marked: number | undefined;
  /** Said at the right of what only a real box would do. */
  readonly pretended?: boolean;
}

/** The list of changes: sign, what it is about, which one. */
export function ReviewChanges({ changes, top, size, marked, pretended = false }: ReviewChangesProps) {
  const whole = changes.length <= size;
  const { dot } = useTheme();
  const seen = changes.slice(top, top + size);
  const nounWidth = Math.max(0, ...changes.map(({ noun }) => cells(noun)));
  return (
    <Box flexDirection="column" flexShrink={0}>
      {seen.map((change, place) => (
        <ChangeRow
          key={`${change.action} ${change.noun} ${change.title}`}
          change={change}
          marked={top + place === marked}
          nounWidth={nounWidth}
          pretended={pretended && change.noun === "firewall"}
        />
      ))}
      {whole ? null : (
        <Words tone="dim">
          {`     ${top + 1}-${Math.min(changes.length, top + size)} of ${changes.length} ${dot} Space next page`}
        </Words>
      )}
    </Box>
  );
}

interface ChangeRowProps {
  readonly change: PreviewChange;
  readonly marked: boolean;
  readonly nounWidth: number;
  readonly pretended: boolean;
}

function ChangeRow({ change, marked, nounWidth, pretended }: ChangeRowProps) {
  const { cursor, more } = useTheme();
  const { kind, bodyColumns } = useShape();
  const { action, noun, title } = change;
  const right = pretended ? "only shown" : "";
  const before = kind === "narrow" ? "" : `${pad(noun, nounWidth)}   `;
  const room = bodyColumns - 5 - cells(before) - (right === "" ? 0 : cells(right) + 2);
  return (
    <Box height={1} width={bodyColumns} flexShrink={0} justifyContent="space-between">
      <Box flexShrink={0}>
        <Words tone="accent">{`${marked ? cursor : " "} `}</Words>
        <SignCell name={action} />
        <Words bold={marked}>{before + cutTo(title, room, more)}</Words>
      </Box>
      <Words tone="dim">{right}</Words>
    </Box>
  );
}
