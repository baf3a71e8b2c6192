/** A section of a configuration: `frontend www`, `global`. */
export interface Section {
  readonly keyword: string;
  /** Counted from 1. */
  readonly line: number;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly words: readonly string[];
  readonly line: number;
}

/** What begins a section (HAProxy 2.2 to 3.2, "configuration file format"). */
const keywords = new Set(
  `global defaults frontend backend listen peers mailers resolvers userlist program http-errors ring cache
log-forward log-profile fcgi-app crt-store traces acme`.split(/\s+/),
);

/** The sections of a text, in their order; what stands before the first is no configuration. */
export function parseHaproxy(text: string): readonly Section[] {
  const sections: { keyword: string; line: number; lines: Line[] }[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const words = wordsOf(raw);
    const [first] = words;
    if (first === undefined) continue;
    if (keywords.has(first)) sections.push({ keyword: first, line: index + 1, lines: [] });
    else sections.at(-1)?.lines.push({ words, line: index + 1 });
  }
  return sections;
}

/**
 * The words of a line (section 2.2, "quoting and escaping"): a backslash takes the next character along, weak quotes
 * keep blanks together, strong ones everything; `#` begins a comment outside of both.
 */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? "";
    if (quote === "" && char === "#") break;
    if (quote === "" && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === quote || (quote === "" && /["']/.test(char))) {
      quote = quote === "" ? char : "";
      word ??= "";
    } else {
      const escaped = char === "\\" && quote !== "'";
      if (escaped) at += 1;
      word = (word ?? "") + (escaped ? (line[at] ?? "") : char);
    }
  }
  return word === undefined ? words : [...words, word];
}
