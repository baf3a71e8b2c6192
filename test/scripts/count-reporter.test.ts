import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const tests = `import { describe, it } from "vitest";
import { matrix } from ${JSON.stringify(join(root, "test/helpers/matrix.ts"))};
import { tallied, tally } from ${JSON.stringify(join(root, "test/helpers/tally.ts"))};
const cell = (title, sampled, run = async () => {}) => ({ title, sampled, run });
const fails = async () => { throw new Error("no"); };
const bites = async () => { for (const n of [1, 2]) await tallied("bites", () => n); };
matrix("apples", [cell("one", true, bites), cell("two", true, fails), cell("three", false), cell("four", false)]);
describe.skip("where there is no box", () => matrix("pears", [cell("one", true), cell("two", false)]));
it("an ordinary test", () => tally("worms found", { tried: 7, exact: 6 }));
it("a test that looks for harm", () => tally("bruise events in pears picked", { tried: 3, exact: 2 }));
it.fails("a test that bites off too much", () => tallied("bites", fails));
it.todo("a promise");
`;

/** What the reporter prints, counts and sums up when vitest runs these tests. */
function report(env: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  const [counts, tallies] = [join(folder, "counts"), join(folder, "tallies")];
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "some.test.ts"), tests);
  const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", folder];
  const reporter = `--reporter=${join(root, "scripts/count-reporter.mjs")}`;
  const { WSS_SETUP_ALL: _, ...rest } = process.env;
  const options = { env: { ...rest, COUNTS: counts, TALLIES: tallies, ...env }, encoding: "utf8" } as const;
  const { stdout } = spawnSync(process.execPath, [...vitest, reporter], options);
  const sums = spawnSync(join(root, "scripts/tallies"), [tallies], { encoding: "utf8" }).stdout;
  return { lines: stdout.split("\n"), counts: readFileSync(counts, "utf8"), sums };
}

it("tells how many cells of a matrix ran, those that failed among them and those that were skipped not", () => {
  const { lines, counts } = report({});
  expect(lines).toContain("apples: 2 of 4 cells run");
  expect(lines).toContain("pears: 0 of 2 cells run");
  expect(counts).toBe("4 1 2\n");
});

it("runs all cells when asked for all", () => {
  const { lines, counts } = report({ WSS_SETUP_ALL: "1" });
  expect(lines).toContain("apples: 4 of 4 cells run");
  expect(counts).toBe("6 1 3\n");
});

it("sums up by title what tests tried over and over, also where a test failed at it", () => {
  expect(report({}).sums.split("\n")).toEqual([
    "bites: 3 tried, 2 exact",
    "bruise events: 1 in 3 pears picked",
    "worms found: 7 tried, 6 exact",
    "",
  ]);
});
