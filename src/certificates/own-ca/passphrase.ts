import { invalidInput } from "../../core/errors.ts";
import type { Problem } from "../../core/finding.ts";
import type { Host } from "../../host/host.ts";
import { canonicalPath } from "../../host/path-tree.ts";

/** Id of the problem that it is not known; whoever has a screen asks for it instead. */
export const passphraseProblem = "ca-passphrase";

/** What is wrong with a file that should hold a passphrase. */
export type PassphraseFault = "missing" | "open to others" | "empty";

/** The first line of a file, without its end, or why it is not taken. Links are followed. */
export async function readPassphrase(
  host: Host,
  path: string,
): Promise<{ readonly passphrase: string } | { readonly fault: PassphraseFault }> {
  const bytes = await host.readFile(path);
  if (bytes === undefined) return { fault: "missing" };
  if (await isOpen(host, path)) return { fault: "open to others" };
  const passphrase = /^[^\r\n]*/.exec(bytes.toString("utf8"))?.[0] ?? "";
  return passphrase === "" ? { fault: "empty" } : { passphrase };
}

/** The same, for whoever cannot go on without it. @throws Failure (64) */
export async function passphraseFrom(host: Host, path: string, field: string): Promise<string> {
  const read = await readPassphrase(host, path);
  if ("passphrase" in read) return read.passphrase;
  const { text, next } = passphraseFault(read.fault, path, field);
  throw invalidInput(text, next);
}

/** @param field who named the file: a field of the answers, or an option */
export function passphraseFault(fault: PassphraseFault, path: string, field: string): Problem {
  switch (fault) {
    case "missing":
      return { text: `${field}: ${path} is not there.`, next: bringPassphrase(path, field) };
    case "empty":
      return {
        text: `${field}: the first line of ${path} is empty.`,
        next: bringPassphrase(path, field),
      };
    case "open to others":
      return { text: `${field}: ${path} can be read by others.`, next: `chmod 600 ${path}` };
  }
}

/** A file of the answers is often carried away after the run; another may hold it for once. */
function bringPassphrase(path: string, field: string): string {
  const write = `write the passphrase into ${path}`;
  return field.startsWith("--")
    ? write
    : `${write}, or name another file that holds it: --ca-passphrase-file PATH`;
}

/** A pipe of a shell is open to nobody but its two ends. */
async function isOpen(host: Host, path: string): Promise<boolean> {
  const real = await canonicalPath((each) => host.stat(each), path, true);
  const there = await host.stat(real);
  return there?.kind === "file" && (there.mode & 0o077) !== 0;
}
