import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const tests = `import { describe, it } from "vitest";
import { matrix } from ${JSON.stringify(join(root, "test/helpers/matrix.ts"))};
const cell = (title, sampled, run = async () => {}) => ({ title, sampled, run });
const fails = async () => { throw new Error("no"); };
matrix("apples", [cell("one", true), cell("two", true, fails), cell("three", false), cell("four", false)]);
describe.skip("where there is no box", () => matrix("pears", [cell("one", true), cell("two", false)]));
it("an ordinary test", () => {});
it.todo("a promise");
`;

/** What the reporter prints and counts when vitest runs these tests. */
function report(env: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  const counts = join(folder, "counts");
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "some.test.ts"), tests);
  const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", folder];
  const reporter = `--reporter=${join(root, "scripts/count-reporter.mjs")}`;
  const { WSS_SETUP_ALL: _, ...rest } = process.env;
  const options = { env: { ...rest, COUNTS: counts, ...env }, encoding: "utf8" } as const;
  const { stdout } = spawnSync(process.execPath, [...vitest, reporter], options);
  return { lines: stdout.split("\n"), counts: readFileSync(counts, "utf8") };
}

it("tells how many cells of a matrix ran, those that failed among them and those that were skipped not", () => {
  const { lines, counts } = report({});
  expect(lines).toContain("apples: 2 of 4 cells run");
  expect(lines).toContain("pears: 0 of 2 cells run");
  expect(counts).toBe("2 1 2\n");
});

it("runs all cells when asked for all", () => {
  const { lines, counts } = report({ WSS_SETUP_ALL: "1" });
  expect(lines).toContain("apples: 4 of 4 cells run");
  expect(counts).toBe("4 1 3\n");
});
