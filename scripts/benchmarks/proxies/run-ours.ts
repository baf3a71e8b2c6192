import type { Box } from "../../../test/helpers/box/box.ts";

/** Runs wss-setup in a box. Throws with what it said at the end, unless it exits 0. */
export async function runOurs(box: Box, args: readonly string[]): Promise<void> {
  const { code, stderr } = await box.wssSetup(args, { timeout: 600_000 });
  if (code !== 0) throw new Error(`wss-setup ${args[0]} exited ${code}: ${lastWords(stderr)}`);
}

/** Why it failed is the last that is not indented; what other programs said follows it. */
function lastWords(text: string): string {
  const lines = text.trimEnd().split("\n");
  return lines.slice(lines.findLastIndex((line) => /^\S/.test(line))).join("\n");
}
