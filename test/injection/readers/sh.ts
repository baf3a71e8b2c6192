import type { Tree } from "./tree.ts";

/**
 * Reads a script as a POSIX shell cuts it into tokens (Shell Command Language, 2.2 and 2.3): words, operators, the ends of
 * lines, and here-documents whose end is quoted. Of a word that only quotes are taken from the text is left; one in which
 * something is expanded stays as it is written.
 * @throws SyntaxError where a quote or a document has no end
 */
export function readScript(script: string): readonly Tree[] {
  const tokens: Tree[] = [];
  const reader = { text: script, at: 0, documents: [] as string[] };
  while (reader.at < script.length) {
    const char = script[reader.at] ?? "";
    if (char === "\n") {
      reader.at += 1;
      tokens.push(["end of line"], ...reader.documents.splice(0).map((end) => readDocument(reader, end)));
    } else if (script.startsWith("\\\n", reader.at)) reader.at += 2;
    else if (/[ \t]/.test(char)) reader.at += 1;
    else if (char === "#") reader.at = endOf("\n", reader);
    else {
      const operator = /^(?:<<-|<<|>>|<&|>&|<>|>\||&&|\|\||;;|[;&|()<>])/.exec(script.slice(reader.at))?.[0];
      if (operator === undefined) tokens.push(readWord(reader));
      else {
        reader.at += operator.length;
        tokens.push(["operator", operator]);
        if (operator === "<<") reader.documents.push(quotedEnd(reader));
      }
    }
  }
  return tokens;
}

interface Reader {
  readonly text: string;
  at: number;
  /** Ends of here-documents that begin on the next line. */
  readonly documents: string[];
}

function readWord(reader: Reader): Tree {
  const from = reader.at;
  let text = "";
  let expands = false;
  while (reader.at < reader.text.length && !/[\s;&|()<>]/.test(reader.text[reader.at] ?? "")) {
    const char = reader.text[reader.at] ?? "";
    if (char === "'") {
      const end = endOf("'", { ...reader, at: reader.at + 1 }, true);
      text += reader.text.slice(reader.at + 1, end);
      reader.at = end + 1;
    } else if (char === '"') {
      const quoted = readDouble(reader);
      expands ||= /[$`\\]/.test(quoted);
      text += quoted;
    } else if (char === "$" || char === "`") {
      expands = true;
      skipExpansion(reader);
    } else if (char === "\\") {
      text += reader.text[reader.at + 1] ?? "";
      reader.at += 2;
    } else {
      // What a glob or a tilde would be expanded to is not in the script.
      expands ||= /[*?[~]/.test(char);
      text += char;
      reader.at += 1;
    }
  }
  return expands ? ["expanded", reader.text.slice(from, reader.at)] : ["word", text];
}

/** Between double quotes, in which a command may stand that has quotes of its own. */
function readDouble(reader: Reader): string {
  const from = reader.at + 1;
  reader.at = from;
  for (;;) {
    const char = reader.text[reader.at];
    if (char === undefined) throw new SyntaxError("a double quote has no end");
    if (char === '"') break;
    if (char === "$" || char === "`") skipExpansion(reader);
    else reader.at += char === "\\" ? 2 : 1;
  }
  reader.at += 1;
  return reader.text.slice(from, reader.at - 1);
}

/** A variable or a command in the place of a word. */
function skipExpansion(reader: Reader): void {
  const rest = reader.text.slice(reader.at);
  if (rest.startsWith("`")) {
    reader.at = endOf("`", { ...reader, at: reader.at + 1 }, true) + 1;
    return;
  }
  const [open, close] = rest.startsWith("$(") ? ["(", ")"] : rest.startsWith("${") ? ["{", "}"] : [];
  if (open === undefined) {
    reader.at += /^\$(?:\w+|.)?/s.exec(rest)?.[0].length ?? 1;
    return;
  }
  reader.at += 2;
  for (let depth = 1; depth > 0; ) {
    const char = reader.text[reader.at];
    if (char === undefined) throw new SyntaxError(`a ${open} has no end`);
    if (char === "'" && open === "(") reader.at = endOf("'", { ...reader, at: reader.at + 1 }, true) + 1;
    else if (char === '"') readDouble(reader);
    else {
      if (char === open) depth += 1;
      if (char === close) depth -= 1;
      reader.at += char === "\\" ? 2 : 1;
    }
  }
}

function quotedEnd(reader: Reader): string {
  const [, end] = /^'([^'\n]+)'/.exec(reader.text.slice(reader.at)) ?? [];
  if (end === undefined) throw new SyntaxError("a here-document in which something is expanded");
  reader.at += end.length + 2;
  return end;
}

function readDocument(reader: Reader, end: string): Tree {
  const lines: string[] = [];
  for (;;) {
    if (reader.at >= reader.text.length) throw new SyntaxError(`a here-document without ${end}`);
    const stop = endOf("\n", reader);
    const line = reader.text.slice(reader.at, stop);
    reader.at = stop + 1;
    if (line === end) return ["document", ...lines];
    lines.push(line);
  }
}

/** Where the sign is next; else the end of the text. */
function endOf(sign: string, { text, at }: Pick<Reader, "text" | "at">, needed = false): number {
  const end = text.indexOf(sign, at);
  if (end === -1 && needed) throw new SyntaxError(`a ${sign} has no end`);
  return end === -1 ? text.length : end;
}
