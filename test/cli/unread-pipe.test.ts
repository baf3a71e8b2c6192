import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { command } from "../helpers/box/command.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { unreadFromStep } from "../helpers/unread-from-step.ts";
import { cli } from "../proxies/embedded/running-embedded.ts";

/** The demo in a folder that stays, and whether its endpoint stands there. */
function demo() {
  const folder = join(temporaryFolder(), "box");
  return {
    argv: [process.execPath, cli, "demo", "--yes", "--once", "--folder", folder],
    stands: () => existsSync(join(folder, "var/lib/wss-setup/journal.jsonl")),
  };
}

const timeout = 120_000;

it("once nobody reads its two streams any more (EPIPE), a run is taken back", { timeout }, async () => {
  const { argv, stands } = demo();
  expect(await command(unreadFromStep(4, argv), { timeout })).toMatchObject({ code: 1 });
  expect(stands()).toBe(false);
});

it("a result that nobody reads is no reason to take a run back: it was proven by then", {
  timeout,
}, async () => {
  const { argv, stands } = demo();
  const script = '"$@" | true';
  const result = await command(["bash", "-o", "pipefail", "-c", script, "bash", ...argv], { timeout });
  expect(result.code, result.stderr).toBe(0);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(stands()).toBe(true);
});
