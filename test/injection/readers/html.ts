import type { Tree } from "./tree.ts";

/** Elements whose text is no markup (HTML, "raw text" and "escapable raw text"). */
const raw = new Set(["script", "style", "title"]);

/**
 * Reads a page as a browser cuts it into tokens (HTML, 13.2.5), but takes what the standard calls well-formed alone:
 * attributes in double quotes, references by number, every `<` a tag.
 * @throws SyntaxError for anything else
 */
export function readPage(html: string): readonly Tree[] {
  const tokens: Tree[] = [];
  let at = 0;
  const take = (expression: RegExp): RegExpExecArray | undefined => {
    const sticky = new RegExp(expression, "y");
    sticky.lastIndex = at;
    const match = sticky.exec(html) ?? undefined;
    at += match?.[0].length ?? 0;
    return match;
  };
  while (at < html.length) {
    const text = take(/[^<]+/);
    if (text !== undefined) tokens.push(["text", decoded(text[0])]);
    else if (take(/<!doctype html>/) !== undefined) tokens.push(["doctype"]);
    else {
      const comment = take(/<!--((?:(?!-->)[\s\S])*)-->/);
      const close = comment ?? take(/<\/([a-z][a-z0-9]*)>/);
      if (comment !== undefined) tokens.push(["comment", comment[1] ?? ""]);
      else if (close !== undefined) tokens.push(["end", close[1] ?? ""]);
      else {
        const open = take(/<([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<]*")?)*)>/);
        if (open === undefined) throw new SyntaxError(`no tag: ${JSON.stringify(html.slice(at, at + 40))}`);
        const [, name = "", attributes = ""] = open;
        tokens.push(["start", name, ...attributesOf(attributes)]);
        if (raw.has(name)) {
          const [body] = take(new RegExp(`(?:(?!</${name})[\\s\\S])*`)) ?? [""];
          tokens.push(["text", name === "title" ? decoded(body) : body]);
        }
      }
    }
  }
  return tokens;
}

function attributesOf(text: string): readonly Tree[] {
  return [...text.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [
    name,
    decoded(value),
  ]);
}

/** References by number, and those by name that a page of ours has. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d+);|(amp|lt|gt|quot);)?/g, (whole, code: string, name: string) => {
    if (code !== undefined) return String.fromCodePoint(Number(code));
    const sign = { amp: "&", lt: "<", gt: ">", quot: '"' }[name];
    if (sign === undefined) throw new SyntaxError(`a reference that is none: ${whole}`);
    return sign;
  });
}
