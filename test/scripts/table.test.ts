import { expect, test } from "vitest";
import type { Row } from "../../scripts/benchmarks/part.ts";
import { isMissed, tableOf } from "../../scripts/benchmarks/table.ts";

const columns = [{ name: "ms", digits: 1 }, { name: "against" }, { name: "ratio", digits: 2 }];
const row = (ratio: number, goal: Row["goal"]): Row => ({
  name: "it",
  cells: { ms: 60, against: "base", ratio },
  ...(goal && { goal }),
});

test("a row says whether it meets its goal, which is a most or a least", () => {
  const rows = [
    row(2, { column: "ratio", atMost: 1.9 }),
    row(2, { column: "ratio", atMost: 2 }),
    row(2, { column: "ratio", atLeast: 2.1 }),
    row(2, undefined),
  ];
  expect(rows.map(isMissed)).toEqual([true, false, true, false]);
  const [head, ...lines] = tableOf({ columns, rows }).split("\n");
  expect(head).toMatch(/^ +ms {2}against {2}ratio {2} goal$/);
  expect(lines).toEqual([
    "it  60.0  base      2.00  ≤ 1.9  missed",
    "it  60.0  base      2.00    ≤ 2  met",
    "it  60.0  base      2.00  ≥ 2.1  missed",
    "it  60.0  base      2.00",
  ]);
});

test("a ratio that is no number misses its goal", () => {
  expect(isMissed(row(Number.NaN, { column: "ratio", atMost: 2 }))).toBe(true);
});

test("what was not measured says why, and misses nothing", () => {
  const skipped = {
    name: "absent",
    cells: {},
    goal: { column: "ratio", atMost: 1 },
    skipped: "no boxes here",
  };
  expect(isMissed(skipped)).toBe(false);
  expect(tableOf({ columns, rows: [skipped] }).split("\n")[1]).toMatch(
    /^absent .*≤ 1 {2}skipped: no boxes here$/,
  );
});

test("what should have been measured and could not be counts as missed", () => {
  const failed = { name: "broken", cells: {}, failed: "it does not start:\n  no such file" };
  expect(isMissed(failed)).toBe(true);
  expect(tableOf({ columns, rows: [failed] }).split("\n")[1]).toMatch(
    / failed: it does not start: no such file$/,
  );
});
