import { Text } from "ink";
import { printable } from "../../src/core/printable.ts";
import { colorOf, plain, type Tone } from "./theme.ts";
import { useTheme } from "./theme-context.ts";

export interface WordsProps {
  readonly children?: string | number | readonly (string | number | undefined | false)[] | undefined;
  /** What the colour is for; without colours nothing is lost. */
  readonly tone?: Tone | undefined;
  readonly bold?: boolean;
  /** `cut`: one line, what does not fit is cut off. */
  readonly wrap?: "wrap" | "cut";
  /** What a screen reader says instead. */
  readonly said?: string | undefined;
  /** A screen reader says nothing. */
  readonly silent?: boolean;
}

/** Text in the colours and the alphabet of this terminal. It is shown and never obeyed, wherever it comes from. */
export function Words({ children = "", tone, bold = false, wrap = "wrap", said, silent }: WordsProps) {
  const { ascii, color } = useTheme();
  const parts = Array.isArray(children) ? children : [children];
  const text = printable(parts.filter((part) => part !== undefined && part !== false).join(""));
  const hue = color && tone !== undefined ? colorOf[tone] : undefined;
  return (
    <Text
      {...(hue === undefined ? {} : { color: hue })}
      {...(said === undefined ? {} : { "aria-label": printable(said) })}
      dimColor={color && tone === "dim"}
      bold={bold}
      wrap={wrap === "cut" ? "truncate" : "wrap"}
      aria-hidden={silent ?? false}
    >
      {ascii ? plain(text) : text}
    </Text>
  );
}
