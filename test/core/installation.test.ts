import { expect, it } from "vitest";
import { installationOf } from "../../src/core/installation.ts";
import type { Run, RunVerb } from "../../src/core/journal.ts";

/** Runs that ended well, each with a step that stands. */
function ended(...verbs: readonly RunVerb[]): readonly Run[] {
  const step = { begin: { record: { kind: "nothing" } }, undone: false };
  return verbs.map((verb) => ({ start: { verb }, steps: [step], outcome: "done" }) as unknown as Run);
}

it.each([
  ["set-up", ended("apply")],
  ["change", ended("apply", "rotate", "apply")],
  ["rotation", ended("apply", "rotate")],
] as const)("knows a %s as the last run", (kind, runs) => {
  expect(installationOf(runs)?.lastKind).toBe(kind);
});
