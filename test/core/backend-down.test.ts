import { expect, test } from "vitest";
import { plan } from "../../src/core/plan.ts";
import { emptyBox, plannersWith, someAnswers } from "../helpers/facts.ts";

const here = "ws://127.0.0.1:9944";
const other = "ws://127.0.0.1:9";
const alive = { answers: true, kind: "echo", label: "echo" } as const;
const error = "Nothing listens on 127.0.0.1:9. Is the node running?";
const dead = { answers: false, kind: "none", label: "does not answer", error } as const;

test.each([
  ["one that answers", { [here]: alive }, []],
  ["one that nobody asked", {}, []],
  [
    "one that is dead",
    { [other]: dead },
    [
      {
        id: "backend-down",
        text: `The backend does not answer: ${error}`,
        next: "start it; clients get an error until it runs",
      },
    ],
  ],
  [
    "one of two that is dead",
    { [here]: alive, [other]: dead },
    [{ id: "backend-down", text: `1 of 2 backends do not answer: ${error}`, next: "start it" }],
  ],
])("a plan warns of a backend that does not answer: %s", (_what, backends, expected) => {
  const urls = Object.keys(backends);
  const answers = { ...someAnswers, backend: urls.length === 0 ? [here] : urls };
  expect(plan(answers, { ...emptyBox, backends }, plannersWith()).warnings).toEqual(expected);
});
