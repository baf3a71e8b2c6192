/** One directive of a configuration: `listen 443 ssl;` or `server { … }`. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** The directives inside its braces; undefined where it ends in a semicolon. */
  readonly block?: readonly Directive[];
}

type Token = { readonly kind: "word"; readonly text: string } | { readonly kind: ";" | "{" | "}" };

/**
 * Reads nginx's grammar as `ngx_conf_read_token` of src/core/ngx_conf_file.c does: quotes and comments count only where
 * a word begins, a backslash takes the next character along. (The one parser kept on npm, nginx-conf 2.1, ends a
 * directive at an escaped `\;` and leaves words unsplit and quoted.)
 * @throws SyntaxError with the line where the text stops making sense
 */
export function parseNginx(text: string): readonly Directive[] {
  const reader = new Reader(text);
  const directives = readBlock(reader, false);
  return directives;
}

/** Every directive with this name at this level, its arguments only. */
export function argsOf(block: readonly Directive[], name: string): readonly (readonly string[])[] {
  return block.filter((directive) => directive.name === name).map((directive) => directive.args);
}

function readBlock(reader: Reader, inside: boolean): readonly Directive[] {
  const directives: Directive[] = [];
  let words: string[] = [];
  for (;;) {
    const token = reader.next();
    if (token === undefined) {
      if (inside || words.length > 0) throw reader.error("the text ends inside a directive or a block");
      return directives;
    }
    if (token.kind === "word") {
      words.push(token.text);
      continue;
    }
    const [name, ...args] = words;
    words = [];
    if (token.kind === "}") {
      if (!inside || name !== undefined) throw reader.error('unexpected "}"');
      return directives;
    }
    if (name === undefined) throw reader.error(`unexpected "${token.kind}"`);
    if (token.kind === ";") directives.push({ name, args });
    else
      directives.push({
        name,
        args,
        block: isForeignCode(name) ? reader.skipBlock() : readBlock(reader, true),
      });
  }
}

/** Lua lives in braces of its own and follows Lua's grammar, not this one. */
function isForeignCode(name: string): boolean {
  return name.endsWith("_by_lua_block");
}

const whitespace = /[ \t\r\n]/;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "\\": "\\",
  t: "\t",
  r: "\r",
  n: "\n",
};

class Reader {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  error(message: string): SyntaxError {
    const line = this.text.slice(0, this.position).split("\n").length;
    return new SyntaxError(`line ${line}: ${message}`);
  }

  next(): Token | undefined {
    this.skipBlanks();
    const first = this.text[this.position];
    if (first === undefined) return undefined;
    if (first === ";" || first === "{" || first === "}") {
      this.position += 1;
      return { kind: first };
    }
    if (first === '"' || first === "'") return this.quoted(first);
    return this.bare();
  }

  /** Braces are counted, nothing in between is read. */
  skipBlock(): readonly Directive[] {
    for (let depth = 1; depth > 0; this.position += 1) {
      const char = this.text[this.position];
      if (char === undefined) throw this.error("the text ends inside a block");
      if (char === "{") depth += 1;
      if (char === "}") depth -= 1;
    }
    return [];
  }

  private skipBlanks(): void {
    for (;;) {
      const char = this.text[this.position];
      if (char === "#") {
        const end = this.text.indexOf("\n", this.position);
        this.position = end === -1 ? this.text.length : end;
      } else if (char === undefined || !whitespace.test(char)) return;
      else this.position += 1;
    }
  }

  private quoted(quote: string): Token {
    this.position += 1;
    const start = this.position;
    for (;;) {
      const char = this.text[this.position];
      if (char === undefined) throw this.error("the text ends inside quotes");
      if (char === quote) break;
      this.position += char === "\\" ? 2 : 1;
    }
    const text = unescapeWord(this.text.slice(start, this.position));
    this.position += 1;
    const follows = this.text[this.position];
    if (follows === ")") this.position += 1;
    else if (follows !== undefined && !whitespace.test(follows) && follows !== ";" && follows !== "{") {
      throw this.error(`unexpected "${follows}" behind a quote`);
    }
    return { kind: "word", text };
  }

  private bare(): Token {
    const start = this.position;
    for (;;) {
      const char = this.text[this.position];
      if (char === undefined || whitespace.test(char) || char === ";") break;
      // `${name}` is a variable: its braces belong to the word.
      if (char === "{") {
        if (this.text[this.position - 1] !== "$") break;
      }
      this.position += char === "\\" ? 2 : 1;
    }
    return { kind: "word", text: unescapeWord(this.text.slice(start, this.position)) };
  }
}

function unescapeWord(raw: string): string {
  return raw.replace(/\\([\s\S])/g, (pair, char: string) => escapes[char] ?? pair);
}
