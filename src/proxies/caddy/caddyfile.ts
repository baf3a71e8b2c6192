/** What stands at the top level of a Caddyfile, as far as it decides where ours can go. */
export interface TopLevel {
  /** It begins with a block of global options. */
  readonly options: boolean;
  /** What it includes, as it is written. */
  readonly imports: readonly string[];
  /** Sites, snippets and named routes. */
  readonly blocks: number;
  /** One site without braces: whatever is written behind it belongs to it. */
  readonly withoutBraces: boolean;
}

interface Token {
  readonly text: string;
  readonly line: number;
  /** In quotes, so that a brace is no brace. */
  readonly quoted: boolean;
}

/**
 * Reads the top level as caddyconfig/caddyfile does. What is inside of blocks is skipped; whether it makes sense is for
 * Caddy's own `adapt` to say.
 */
export function topLevelOf(text: string): TopLevel {
  const tokens = tokensOf(text);
  const imports: string[] = [];
  let [options, blocks, depth, withoutBraces] = [false, 0, 0, false];
  let addresses: Token[] = [];
  const endLine = () => {
    const [first, second] = addresses;
    if (first?.text === "import" && second !== undefined) imports.push(second.text);
    else if (first !== undefined && !(addresses.at(-1)?.text.endsWith(",") ?? false)) withoutBraces = true;
    else return;
    addresses = [];
  };
  for (const token of tokens) {
    const { text: word, line, quoted } = token;
    const last = addresses.at(-1);
    if (depth === 0 && last !== undefined && last.line !== line) endLine();
    if (withoutBraces) break;
    if (!quoted && word === "{") {
      if (depth === 0) {
        if (addresses.length === 0) options = true;
        else blocks += 1;
        addresses = [];
      }
      depth += 1;
    } else if (!quoted && word === "}") depth = Math.max(0, depth - 1);
    else if (depth === 0) addresses.push(token);
  }
  if (addresses.length > 0) endLine();
  return { options, imports, blocks, withoutBraces };
}

const whitespace = /\s/;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const char = text[at] ?? "";
    if (whitespace.test(char)) {
      if (char === "\n") line += 1;
      at += 1;
      continue;
    }
    const end = char === "#" ? endOf(/\n/g, text, at) : endOfToken(text, at, char);
    const raw = text.slice(at, end);
    const quoted = char === '"' || char === "`";
    if (char !== "#") tokens.push({ text: quoted ? raw.slice(1, -1) : raw, line, quoted });
    line += raw.split("\n").length - 1;
    at = end;
  }
  return tokens;
}

function endOfToken(text: string, at: number, first: string): number {
  if (first === '"') return endOf(/(?<!\\)"/g, text, at + 1) + 1;
  if (first === "`") return endOf(/`/g, text, at + 1) + 1;
  const marker = /^<<([\w-]+)\n/.exec(text.slice(at, at + 100))?.[1];
  if (marker !== undefined) {
    const close = new RegExp(`\\n[ \\t]*${marker}`, "g");
    close.lastIndex = at;
    return close.exec(text) === null ? text.length : close.lastIndex;
  }
  return endOf(/(?<!\\)\s/g, text, at);
}

function endOf(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  return expression.exec(text)?.index ?? text.length;
}
