import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { createActor } from "xstate";
import { wizardMachine } from "../../../src/wizard/machine.ts";
import { overlays } from "../../../src/wizard/plain/overlays.ts";
import { runPlain } from "../../../src/wizard/plain/run-plain.ts";
import { states } from "../../../src/wizard/plain/states.ts";
import { input } from "./scene.ts";

function statesOf(region: "walk" | "overlay"): readonly string[] {
  return Object.keys(wizardMachine.states[region]?.states ?? {});
}

describe("the table of states", () => {
  it("has a function for every state of the walk, and for every overlay", () => {
    expect(Object.keys(states).sort()).toEqual([...statesOf("walk")].sort());
    expect(Object.keys(overlays).sort()).toEqual(
      statesOf("overlay")
        .filter((state) => state !== "none")
        .sort(),
    );
    expect(statesOf("walk").length).toBeGreaterThan(20);
  });
});

describe("Ctrl-C of the process", () => {
  const heard: string[] = [];
  const stop = () => void heard.push("stop");
  afterEach(() => void process.off("SIGINT", stop));

  it("is a question while this face is shown, and what it was before afterwards", async () => {
    process.on("SIGINT", stop);
    const actor = createActor(wizardMachine, { input }).start();
    const over = runPlain({ actor, input: new PassThrough(), output: new PassThrough() });
    process.emit("SIGINT");
    expect(actor.getSnapshot().value.overlay).toBe("leave");
    expect(heard).toEqual([]);
    process.emit("SIGINT");
    await over;
    process.emit("SIGINT");
    expect(heard).toEqual(["stop"]);
  });
});
