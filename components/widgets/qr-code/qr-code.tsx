import { Box, Text } from "ink";
import { useMemo } from "react";
import { useTheme } from "../../theme/theme-context.ts";
import { qrRows } from "./qr-rows.ts";

export interface QrCodeProps {
  readonly text: string;
  /** Columns and rows that it may take. */
  readonly columns: number;
  readonly rows: number;
}

/** A code for a telephone's camera; nothing where blocks cannot be drawn or it has no room. */
export function QrCode({ text, columns, rows }: QrCodeProps) {
  const { ascii, color } = useTheme();
  const lines = useMemo(() => qrRows(text, columns), [text, columns]);
  if (ascii || lines === undefined || lines.length > rows) return null;
  return (
    <Box flexShrink={0} aria-hidden>
      <Text {...(color ? { color: "whiteBright" } : {})}>{lines.join("\n")}</Text>
    </Box>
  );
}
