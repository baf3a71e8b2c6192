/** One line of a configuration, or a section: `Listen 443`, `<IfModule ssl_module>` … `</IfModule>`. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** The directives of a section; undefined for a line. */
  readonly block?: readonly Directive[];
}

/**
 * Reads Apache's grammar as `ap_build_config` of server/config.c does: one directive a line, a backslash before the end
 * of a line takes the next one along, a comment has its line to itself.
 * @throws SyntaxError with the line where the text stops making sense
 */
export function parseApache(text: string): readonly Directive[] {
  const lines = text.replace(/\\\r?\n/g, "").split(/\r?\n/);
  const reader = { lines, at: 0 };
  return readSection(reader, undefined);
}

interface Reader {
  readonly lines: readonly string[];
  at: number;
}

function readSection(reader: Reader, name: string | undefined): readonly Directive[] {
  const found: Directive[] = [];
  while (reader.at < reader.lines.length) {
    const line = (reader.lines[reader.at] ?? "").trim();
    reader.at += 1;
    if (line === "" || line.startsWith("#")) continue;
    const end = /^<\/\s*([^\s>]+)\s*>$/.exec(line)?.[1];
    if (end !== undefined) {
      if (end.toLowerCase() === name?.toLowerCase()) return found;
      throw new SyntaxError(`line ${reader.at}: unexpected ${line}`);
    }
    const [, opened, rest = ""] = /^<([^\s>]+)\s*(.*?)>?$/.exec(line) ?? [];
    if (opened === undefined) {
      const [first = "", ...args] = wordsOf(line);
      found.push({ name: first, args });
    } else found.push({ name: opened, args: wordsOf(rest), block: readSection(reader, opened) });
  }
  if (name !== undefined) throw new SyntaxError(`line ${reader.at}: the text ends inside <${name}>`);
  return found;
}

/** Words as `ap_getword_conf` cuts them: quotes count where a word begins, a backslash saves a quote or itself. */
function wordsOf(line: string): readonly string[] {
  const words = line.matchAll(/"((?:\\[\s\S]|[^"\\])*)"?|'((?:\\[\s\S]|[^'\\])*)'?|(\S+)/g);
  return [...words].map(([, double, single, bare]) =>
    bare === undefined ? (double ?? single ?? "").replace(/\\(["'\\])/g, "$1") : bare,
  );
}
