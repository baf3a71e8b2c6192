import { expect, test } from "vitest";
import { figures, inTurns, type Task } from "../../scripts/benchmarks/turns.ts";

/** A task whose runs take what the list says, the one that warms up first; it fails where there is no more. */
function scripted(name: string, log: string[], walls: readonly number[]): Task<number> {
  const rest = [...walls];
  const run = async () => {
    log.push(name);
    const wall = rest.shift();
    if (wall === undefined) throw new Error("the list is at its end");
    return wall;
  };
  return { name, run };
}

test("tasks take turns, the first of which is not counted", async () => {
  const log: string[] = [];
  const tasks = [scripted("base", log, [99, 10, 100]), scripted("it", log, [1, 20, 200])];
  const outcomeOf = await inTurns(tasks, 2);
  expect(log).toEqual(["base", "it", "base", "it", "base", "it"]);
  expect(figures(outcomeOf("base"), (wall) => wall)).toEqual([10, 100]);
  expect(figures(outcomeOf("it"), (wall) => wall / 2)).toEqual([10, 100]);
});

test("a task that fails is left out from there on, with its reason, and the others go on", async () => {
  const log: string[] = [];
  const outcomeOf = await inTurns([scripted("short", log, [1, 2]), scripted("long", log, [1, 2, 3, 4])], 3);
  expect(log).toEqual(["short", "long", "short", "long", "short", "long", "long"]);
  expect(outcomeOf("short")).toEqual({ ok: false, reason: "the list is at its end" });
  expect(figures(outcomeOf("short"), (wall) => wall)).toEqual([]);
  expect(outcomeOf("long")).toEqual({ ok: true, samples: [2, 3, 4] });
});
