import { describe, expect, it } from "vitest";
import type { BackendFacts } from "../../src/core/facts.ts";
import { isSticky } from "../../src/proxies/sticky.ts";

const one = "ws://127.0.0.1:3000";
const two = "ws://127.0.0.1:3001";
const engine: BackendFacts = { answers: true, kind: "engine.io", label: "Socket.IO" };
const echo: BackendFacts = { answers: true, kind: "echo", label: "echo" };
const down: BackendFacts = { answers: false, kind: "none", label: "does not answer" };

describe("clients that come to the same backend each time", () => {
  it.each([
    ["Engine.IO on both", { [one]: engine, [two]: engine }, false, true],
    ["Engine.IO on one, the other is down", { [one]: engine, [two]: down }, false, true],
    ["echo on both", { [one]: echo, [two]: echo }, true, false],
    ["both down, as it is written already", { [one]: down, [two]: down }, true, true],
    ["both down, and nothing is written", { [one]: down, [two]: down }, false, false],
    ["nobody looked, as it is written already", {}, true, true],
  ])("%s", (_, backends, written, expected) => {
    expect(isSticky({ backend: [one, two] }, { backends }, written)).toBe(expected);
  });

  it("means nothing for a single backend", () => {
    expect(isSticky({ backend: [one] }, { backends: { [one]: engine } }, true)).toBe(false);
  });
});
