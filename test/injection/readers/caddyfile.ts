import type { Tree } from "./tree.ts";

/**
 * Reads a Caddyfile as caddyconfig/caddyfile/lexer.go and dispenser.go do: words on lines, blocks between braces; quotes
 * count where a word begins, `{$NAME}` is looked for before anything else.
 * @throws SyntaxError for braces that do not fit, and for a variable of the environment
 */
export function readCaddyfile(text: string): readonly Tree[] {
  if (/\{\$/.test(text)) throw new SyntaxError("a variable of the environment");
  const lines = linesOf(text);
  const root: Tree[] = [];
  const open: Tree[][] = [root];
  for (const words of lines) {
    const last = words.at(-1);
    const inner = open.at(-1) as Tree[];
    if (words.length === 1 && isBrace(last, "}")) {
      if (open.length === 1) throw new SyntaxError("a } too many");
      open.pop();
    } else if (isBrace(last, "{")) {
      const block: Tree[] = [];
      inner.push([...words.slice(0, -1).map(({ text }) => text), block]);
      open.push(block);
    } else {
      if (words.some((word) => isBrace(word, "{") || isBrace(word, "}")))
        throw new SyntaxError("a brace within a line");
      inner.push(words.map(({ text }) => text));
    }
  }
  if (open.length > 1) throw new SyntaxError("a { too many");
  return root;
}

interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

function isBrace(word: Word | undefined, brace: string): boolean {
  return word !== undefined && !word.quoted && word.text === brace;
}

function linesOf(text: string): readonly (readonly Word[])[] {
  const lines: Word[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (char === "\n") lines.push([]);
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    if (char === "#") {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
      continue;
    }
    const quoted = char === '"' || char === "`";
    const end = quoted
      ? closing(text, at, char)
      : at + (/^(?:\\\s|\S)*/.exec(text.slice(at))?.[0].length ?? 0);
    const raw = quoted ? text.slice(at + 1, end - 1) : text.slice(at, end);
    if (!quoted && raw.startsWith("<<")) throw new SyntaxError("a heredoc");
    lines.at(-1)?.push({ text: char === '"' ? raw.replaceAll('\\"', '"') : raw, quoted });
    at = end;
  }
  return lines.filter((words) => words.length > 0);
}

/** Behind the quote that ends what begins here. */
function closing(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === quote) return at + 1;
    if (text[at] === "\\" && quote === '"') at += 1;
  }
  throw new SyntaxError(`a ${quote} has no end`);
}
