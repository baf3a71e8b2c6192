import type { Host } from "../host/host.ts";
import { parseEnvironmentFile } from "./environment-file.ts";
import { isVariable, type Variables } from "./variables.ts";

/**
 * What systemd adds to the environment of a unit's programs: Environment=, and over it EnvironmentFile=, with what stands
 * in those files now (systemd.exec(5)). Undefined where systemd does not answer. Read-only.
 */
export async function unitEnvironment(host: Host, unit: string): Promise<Variables | undefined> {
  const shown = await show(host, "Environment,EnvironmentFiles", unit);
  if (shown === undefined) return undefined;
  const variables = new Map<string, string>();
  const take = (more: ReadonlyMap<string, string>) => {
    for (const [name, value] of more) variables.set(name, value);
  };
  // A line ends with a line feed alone: a value may hold what else ends lines elsewhere.
  const valuesOf = (line: RegExp) => shown.split("\n").flatMap((each) => line.exec(each)?.[1] ?? []);
  for (const words of valuesOf(/^Environment=(.*)$/s)) take(shownVariables(words));
  const patterns = valuesOf(/^EnvironmentFiles=(.*) \(ignore_errors=(?:yes|no)\)$/s);
  const version = patterns.length === 0 ? undefined : await versionOf(host);
  for (const pattern of patterns) {
    for (const path of await filesOf(host, pattern)) {
      const text = await host.readFile(path).catch(() => undefined);
      take(parseEnvironmentFile(text?.toString("utf8") ?? "", version));
    }
  }
  return Object.fromEntries(variables);
}

async function show(
  host: Host,
  properties: string,
  ...units: readonly string[]
): Promise<string | undefined> {
  const argv = ["systemctl", "show", `--property=${properties}`, ...units];
  const { code, stdout } = await host.run(argv, { timeout: 30_000 });
  return code === 0 ? stdout : undefined;
}

/** The number of the systemd that runs; undefined where it does not tell. */
async function versionOf(host: Host): Promise<number | undefined> {
  const number = /^Version=v?(\d+)/m.exec((await show(host, "Version")) ?? "")?.[1];
  return number === undefined ? undefined : Number(number);
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
export function shownVariables(words: string): ReadonlyMap<string, string> {
  const found = [...words.matchAll(/"((?:[^"\\]|\\.)*)"|[^ "]+/gs)].map(([word, quoted]) =>
    quoted === undefined
      ? word
      : quoted.replace(/\\(?:x([0-9a-f]{2})|([0-7]{3})|(.))/gs, (_, hex, octal, char) => {
          if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
          if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
          return escapes[char] ?? char;
        }),
  );
  return new Map(
    found
      .map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)] as const)
      .filter(isVariable),
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
