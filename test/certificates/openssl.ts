import { spawnSync } from "node:child_process";

/** The machine's own OpenSSL is the second opinion; tests that ask it are skipped where there is none. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** What the program wrote on both streams, and whether it was content. */
export function openssl(
  args: readonly string[],
  input = "",
): { readonly ok: boolean; readonly said: string } {
  const { status, stdout, stderr } = spawnSync("openssl", args, { input, encoding: "utf8" });
  return { ok: status === 0, said: `${stdout}${stderr}` };
}
