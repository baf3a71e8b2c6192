import type { Host } from "../host/host.ts";
import { parseEnvironmentFile } from "./environment-file.ts";

/** Variables by name. Their values may be secrets: they go to the program that is to have them, and nowhere else. */
export type Variables = Readonly<Record<string, string>>;

/**
 * What systemd adds to the environment of a unit's programs: Environment=, and over it EnvironmentFile=, with what stands
 * in those files now (systemd.exec(5)). Nothing where systemd does not answer. Read-only.
 */
export async function unitEnvironment(host: Host, unit: string): Promise<Variables> {
  const { code, stdout } = await host.run(
    ["systemctl", "show", "--property=Environment,EnvironmentFiles", unit],
    {
      timeout: 30_000,
    },
  );
  if (code !== 0) return {};
  const variables: Record<string, string> = {};
  for (const line of stdout.split("\n")) {
    const [, property, value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (property === "Environment") Object.assign(variables, shownVariables(value));
  }
  for (const [, pattern = ""] of stdout.matchAll(/^EnvironmentFiles=(.*) \(ignore_errors=(?:yes|no)\)$/gm)) {
    for (const path of await filesOf(host, pattern)) {
      const text = await host.readFile(path).catch(() => undefined);
      Object.assign(variables, parseEnvironmentFile(text?.toString("utf8") ?? ""));
    }
  }
  return variables;
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Of words as `systemctl show` quotes them (shell_maybe_quote() in basic/escape.c). Pure. */
export function shownVariables(words: string): Variables {
  const found = [...words.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s"]+/g)].map(([word, quoted]) =>
    quoted === undefined
      ? word
      : quoted.replace(/\\(?:x([0-9a-f]{2})|([0-7]{3})|(.))/g, (_, hex, octal, char) => {
          if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
          if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
          return escapes[char] ?? char;
        }),
  );
  return Object.fromEntries(
    found.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]),
  );
}

/** systemd takes a pattern of glob(7); one in the name of the file is what is in use. */
async function filesOf(host: Host, pattern: string): Promise<readonly string[]> {
  const slash = pattern.lastIndexOf("/");
  const [folder, name] = [pattern.slice(0, slash), pattern.slice(slash + 1)];
  if (!/[*?]/.test(name)) return [pattern];
  const body = name
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const names = await host.list(folder);
  return names.filter((each) => new RegExp(`^(?!\\.)${body}$`).test(each)).map((each) => `${folder}/${each}`);
}
