import type { Host } from "../../host/host.ts";

/** Id of the problem that it is not known; whoever has a screen asks for it instead. */
export const passphraseProblem = "ca-passphrase";

/** The first line of a file, without its end; empty where there is no such file. */
export async function passphraseIn(host: Host, path: string): Promise<string> {
  const text = (await host.readFile(path))?.toString("utf8") ?? "";
  return /^[^\r\n]*/.exec(text)?.[0] ?? "";
}
