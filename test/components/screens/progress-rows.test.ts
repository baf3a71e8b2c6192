import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { progressRows } from "../../../components/screens/progress-rows.ts";
import type { ProgressStep } from "../../../src/wizard/context.ts";

const run = (done: number, toDo: number): readonly ProgressStep[] => [
  ...Array.from(
    { length: done },
    (_, at) => ({ title: `d${at}`, kind: "WriteFile", state: "done" }) as const,
  ),
  { title: "now", kind: "WriteFile", state: "running" },
  ...Array.from(
    { length: toDo },
    (_, at) => ({ title: `t${at}`, kind: "WriteFile", state: "to-do" }) as const,
  ),
];

describe("the rows of a run", () => {
  it("never are too many, always hold the running step, and tell of every step", () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.integer({ min: 6, max: 20 }), (done, toDo, room) => {
        const rows = progressRows({ steps: run(done, toDo), log: [], tail: ["a", "b", "c"] }, room, 2);
        expect(rows.length).toBeLessThanOrEqual(room);
        expect(rows.some((row) => row.kind === "step" && row.step.title === "now")).toBe(true);
        expect(rows.flatMap((row) => (row.kind === "line" ? [row.text] : []))).toEqual(["b", "c"]);
        const told = rows.reduce(
          (sum, row) => sum + (row.kind === "step" ? 1 : row.kind === "line" ? 0 : row.count),
          0,
        );
        expect(told).toBe(done + 1 + toDo);
      }),
    );
  });

  it("leave out steps to come before they fold done ones", () => {
    const rows = progressRows({ steps: run(2, 9), log: [] }, 9, 1);
    expect(rows.map((row) => (row.kind === "step" ? row.step.title : row.kind))).toEqual([
      ...["d0", "d1", "now", "line", "t0", "t1", "t2", "t3"],
      "more",
    ]);
    const folded = progressRows({ steps: run(9, 2), log: [] }, 8, 1);
    expect(folded[0]).toEqual({ kind: "over", count: 6, state: "done" });
    expect(folded.at(-1)).toMatchObject({ step: { title: "t1" } });
  });
});
