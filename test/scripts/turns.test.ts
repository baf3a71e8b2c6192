import { expect, test } from "vitest";
import type { Task } from "../../scripts/benchmarks/part.ts";
import { isMissed, tableOf } from "../../scripts/benchmarks/table.ts";
import { inTurns } from "../../scripts/benchmarks/turns.ts";

/** A task whose runs take what the list says, the one that warms up first. */
function scripted(name: string, log: string[], walls: readonly number[]): Task {
  const rest = [...walls];
  const run = async () => {
    log.push(name);
    const wall = rest.shift() ?? Number.NaN;
    return { wall, cpu: wall / 2 };
  };
  return { name, run };
}

test("tasks take turns, and are compared within a turn, the first of which is not counted", async () => {
  const log: string[] = [];
  const tasks = [scripted("base", log, [99, 10, 100, 20]), scripted("it", log, [1, 20, 200, 60])];
  const rows = await inTurns(tasks, [{ name: "base" }, { name: "it", against: "base", goal: 1.9 }], 3);
  expect(log).toEqual(["base", "it", "base", "it", "base", "it", "base", "it"]);
  expect(rows).toEqual([
    { name: "base", wall: 20, cpu: 10 },
    { name: "it", wall: 60, cpu: 30, against: "base", wallRatio: 2, cpuRatio: 2, goal: 1.9 },
  ]);
  expect(rows.map(isMissed)).toEqual([false, true]);
});

test("the table says which goal is missed, and why a row was skipped", () => {
  const missed = { name: "slow", wall: 60, cpu: 30, against: "base", wallRatio: 2, cpuRatio: 2, goal: 1.9 };
  const skipped = { name: "absent", against: "base", goal: 1, skipped: "it is not installed" };
  const [, slow, good] = tableOf([missed, { ...missed, goal: 2 }, skipped]).split("\n");
  expect(slow).toMatch(/^slow +60 +30 +base +2\.00 +2\.00 +≤ 1\.9 +missed$/);
  expect(good).toMatch(/^slow .*≤ 2 +met$/);
  expect(tableOf([skipped]).split("\n")[1]).toMatch(/^absent .*skipped: it is not installed$/);
  expect(isMissed(skipped)).toBe(false);
});
