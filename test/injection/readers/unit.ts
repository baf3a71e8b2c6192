import type { Tree } from "./tree.ts";

/**
 * Reads a unit file as systemd.syntax(7) has it: sections, and in them settings whose value ends with its line, or goes on
 * behind a backslash.
 * @throws SyntaxError for a line that is neither
 */
export function readUnit(text: string): readonly Tree[] {
  const lines = text.replace(/\\\n/g, " ").split("\n");
  return lines.flatMap((line): readonly Tree[] => {
    if (/^\s*(?:[#;].*)?$/.test(line)) return [];
    const section = /^\[([^\]]+)\]$/.exec(line)?.[1];
    if (section !== undefined) return [["section", section]];
    const [, key, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new SyntaxError(`no setting: ${line}`);
    return [["setting", key, value]];
  });
}
