import { expect, it } from "vitest";
import { plan } from "../../src/core/plan.ts";
import { tellSetUp } from "../../src/verbs/tell-set-up.ts";
import type { Check } from "../../src/verify/check.ts";
import { emptyBox, plannersWith, someAnswers } from "../helpers/facts.ts";

const error = "Nothing listens on 127.0.0.1:9944. Is the node running?";
const dead = { answers: false, kind: "none", label: "does not answer", error } as const;
const found = plan(someAnswers, { ...emptyBox, backends: { "ws://127.0.0.1:9944": dead } }, plannersWith());
const planned = { ...found, warnings: [...found.warnings, { id: "x", text: "Something else." }] };

/** What a run that saw these checks tells at its end. */
function told(checks: readonly Check[], json: boolean) {
  const progress: string[] = [];
  const results: string[] = [];
  const terminal = {
    progress: (text: string) => void progress.push(text),
    result: (text: string) => void results.push(text),
    begin: () => ({ end: () => true }),
  };
  const endpoints = ["wss://node.example.com"];
  tellSetUp(terminal, { json }, { plan: planned, endpoints, report: { steps: [], checks } });
  return { progress, results };
}

const silent: Check = {
  id: "websocket:203.0.113.10",
  title: "WebSocket over IPv4",
  status: "warning",
  fault: "backend",
  seen: 'wss://node.example.com gave "502 Bad Gateway" after 2 ms',
};

it("says last that the server behind the endpoint did not answer, and what to do", () => {
  const text = `The endpoint is set up, but the backend does not answer: ${error}`;
  expect(told([silent], false)).toEqual({
    progress: ["warning: Something else.", `warning: ${text} (start it, then: wss-setup status)`],
    results: ["wss://node.example.com"],
  });
  const [object = ""] = told([silent], true).results;
  expect(JSON.parse(object)).toMatchObject({
    ok: true,
    warnings: [{ id: "x" }, { id: "backend-down", text, next: "start it, then: wss-setup status" }],
  });
});

it("says nothing of it where it answers by now", () => {
  const answers: Check = { id: "backend", title: "Behind it", status: "ok", seen: "echo, as directly" };
  expect(told([answers], false).progress).toEqual(["warning: Something else."]);
});
