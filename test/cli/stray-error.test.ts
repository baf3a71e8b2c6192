import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { guide, verbs } from "../../src/cli/verbs.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { cli } from "../proxies/embedded/running-embedded.ts";

const program = join(import.meta.dirname, "stray-error.program.ts");
const preload = join(import.meta.dirname, "stray-error.preload.ts");

/** An error that reaches nobody ends a process, so this one is not the test's own. */
function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stderr).toMatch(/^Our mistake: .*nobody waits for this/m);
  expect(stderr).toMatch(/please report it/);
  expect(stderr).not.toMatch(/^\s+at /m);
  return { status, stdout, stderr };
}

it.each([
  ["a run", "apply", 1, /nobody waits for this\. Everything was taken back\.$/m],
  ["a look", "status", 1, /nobody waits for this$/m],
  ["an end all the same", "apply", 0, /nobody waits for this$/m],
])(
  "an error that reaches nobody is told as our mistake, without a trace: %s, %s, exit code %i",
  (how, verb, code, told) => {
    const { status, stdout, stderr } = run(program, how, verb);
    expect(stderr).toMatch(told);
    expect(status, stderr).toBe(code);
    expect(stdout).toBe(how === "a run" ? "[]\n" : "");
  },
);

it("one that comes to no end is told with what to do about the box; the demo leaves nothing there", () => {
  const apply = run(program, "no end", "apply");
  expect(apply.stderr).toMatch(
    /What was begun is left as it is\.\n.*status.* cut off.*: wss-setup undo --yes/,
  );
  expect(apply.status).toBe(3);
  const demo = run(program, "no end", "demo");
  expect(demo.stderr).toMatch(/nobody waits for this$/m);
  expect(demo.status).toBe(1);
});

it("an undo is advised for what writes in the journal alone, and only if a run was cut off: it would take back the one before", () => {
  const advice = [guide, ...verbs].flatMap(({ name, cutOff }) =>
    cutOff?.includes("undo") ? [[name, cutOff]] : [],
  );
  expect(advice).toEqual(
    ["", "apply", "rotate", "undo", "remove"].map((name) => [
      name,
      expect.stringMatching(/^wss-setup status, and if /),
    ]),
  );
});

it("a verb is run like that: the demo is taken back", { timeout: 60_000 }, () => {
  const folder = join(temporaryFolder(), "box");
  const { status, stderr } = run("--import", preload, cli, "demo", "--yes", "--once", "--folder", folder);
  expect(stderr).toMatch(/nobody waits for this\. Everything was taken back\.$/m);
  expect(status).toBe(1);
});
