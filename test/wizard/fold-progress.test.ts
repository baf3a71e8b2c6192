import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/core/plan.ts";
import type { Step } from "../../src/core/step.ts";
import type { ApplyEvent } from "../../src/interpreters/apply/events.ts";
import type { Progress } from "../../src/wizard/context.ts";
import { emptyProgress } from "../../src/wizard/first-context.ts";
import { foldProgress } from "../../src/wizard/fold-progress.ts";

const step = { title: "Install nginx", kind: "InstallPackages" } as Step;

function folded(events: readonly ApplyEvent[], progress: Progress = emptyProgress): Progress {
  return events.reduce((known, event, at) => foldProgress(known, event, 1000 + at), progress);
}

const started: ApplyEvent = { type: "step-started", index: 0, total: 1, step };
const one: Progress = {
  steps: [{ title: step.title, kind: step.kind, state: "to-do" }],
  log: ["of before"],
  tail: ["of before"],
};

describe("the rows of the apply screen", () => {
  it("begin anew with the plan: what was taken back of an earlier run is not this one's", () => {
    const plan = { steps: [{ ...step, action: "create" }] } as unknown as Plan;
    const before: readonly ApplyEvent[] = [
      { type: "undo-started", total: 1, why: "crash" },
      { type: "undone", title: "of before" },
    ];
    expect(folded([...before, { type: "planned", plan }])).toMatchObject({ steps: one.steps });
    expect(folded([...before, { type: "planned", plan }])).not.toHaveProperty("undoing");
  });

  it("keep the last two lines of the running step, and when the last one came", () => {
    const told = ["a", "b", "c"].map((line) => ({ type: "line", line }) as const);
    const progress = folded([started, ...told], one);
    expect(progress.tail).toEqual(["b", "c"]);
    expect(progress.lineAt).toBe(1003);
    expect(progress.log).toEqual(["of before", "a", "b", "c"]);
  });

  it("show nothing of the step before once another begins", () => {
    expect(folded([started], one).tail).toEqual([]);
  });

  it("tell of a step of this run that it was taken back, or why it was not", () => {
    const undone = { type: "undone", title: step.title } as const;
    expect(folded([started, undone], one).steps).toMatchObject([{ state: "taken-back" }]);
    expect(folded([started, { ...undone, kept: "busy" }], one).steps).toMatchObject([{ state: "kept" }]);
  });

  it("grow by the steps of an earlier run while that is taken back", () => {
    const undone = ["a", "b"].map((title) => ({ type: "undone", title }) as const);
    const { steps, undoing } = folded([{ type: "undo-started", total: 3, why: "request" }, ...undone]);
    expect(undoing).toBe(3);
    expect(steps.map(({ title, state }) => `${title} ${state}`)).toEqual(["a taken-back", "b taken-back"]);
  });
});
