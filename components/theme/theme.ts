import type { TerminalTraits } from "./terminal-traits.ts";

/** What a colour is for; the terminal's own 16 colours, foreground only. */
export type Tone = "good" | "warn" | "bad" | "accent" | "dim";

/** What a sign stands for. */
export type SignName =
  | "good"
  | "warning"
  | "failed"
  | "busy"
  | "now"
  | "toDo"
  | "create"
  | "update"
  | "delete"
  | "no-op";

export interface Sign {
  /** At most two cells, in one of two alphabets. */
  readonly glyph: string;
  readonly tone: Tone;
  /** What a screen reader says instead. */
  readonly word: string;
}

export interface Theme extends TerminalTraits {
  readonly signs: Readonly<Record<SignName, Sign>>;
  readonly rule: string;
  /** Between the parts of a line. */
  readonly dot: string;
  /** Stands for what was cut off. */
  readonly more: string;
  /** Before the marked line. */
  readonly cursor: string;
  /** A spinner's frames. */
  readonly turning: readonly string[];
}

const signTable: Readonly<Record<SignName, readonly [utf8: string, ascii: string, Tone, word: string]>> = {
  good: ["✓", "ok", "good", "ok:"],
  warning: ["!", "!", "warn", "warning:"],
  failed: ["✗", "x", "bad", "failed:"],
  busy: ["⠹", "..", "accent", "checking:"],
  now: ["●", ">", "accent", "now:"],
  toDo: ["○", ".", "dim", "to do:"],
  create: ["+", "+", "good", "add:"],
  update: ["~", "~", "warn", "change:"],
  delete: ["-", "-", "bad", "remove:"],
  "no-op": ["=", "=", "dim", "no change:"],
};

/** The signs and colours for a terminal. */
export function themeFor(traits: TerminalTraits): Theme {
  const signs = Object.fromEntries(
    Object.entries(signTable).map(([name, [utf8, ascii, tone, word]]) => [
      name,
      { glyph: traits.ascii ? ascii : utf8, tone, word },
    ]),
  ) as Record<SignName, Sign>;
  return traits.ascii
    ? { ...traits, signs, rule: "-", dot: "|", more: "...", cursor: ">", turning: [". ", ".."] }
    : { ...traits, signs, rule: "─", dot: "·", more: "…", cursor: "›", turning: [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"] };
}

/** The colour of a tone, by the name that Ink knows it by. */
export const colorOf: Readonly<Record<Tone, string | undefined>> = {
  good: "green",
  warn: "yellow",
  bad: "red",
  accent: "cyan",
  dim: undefined,
};

const plainOf: Readonly<Record<string, string>> = {
  "·": "|",
  "…": "...",
  "›": ">",
  "—": "-",
  "–": "-",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
  "×": "x",
  "→": "->",
  "─": "-",
};

/** Text with ASCII signs in place of typographic ones; letters of other scripts stay. */
export function plain(text: string): string {
  return text.replace(/[·…›—–’‘“”×→─]/g, (sign) => plainOf[sign] ?? sign);
}
