import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { progressLines } from "../../src/cli/progress.ts";
import { streamTerminal, wholeLines } from "../../src/cli/terminal.ts";
import type { Step } from "../../src/core/step.ts";
import type { ApplyEvent } from "../../src/interpreters/apply/events.ts";

const port: Step = {
  kind: "OpenPort",
  id: "port:iptables:v4:443",
  title: "port 443/tcp over IPv4",
  why: "",
  action: "create",
  undo: "exact",
  manager: "iptables",
  port: 443,
  family: 4,
};
const begun = (index: number): ApplyEvent => ({ type: "step-started", index, total: 2, step: port });
const done = (index: number): ApplyEvent => ({ type: "step-done", index, step: port, milliseconds: 1_240 });
const failed = (index: number): ApplyEvent => ({
  type: "step-failed",
  index,
  step: port,
  error: new Error(),
});
const line: ApplyEvent = { type: "line", line: "Unpacking" };

function terminal() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const text = (stream: PassThrough) => (stream.read() as Buffer | null)?.toString("utf8") ?? "";
  return { ...streamTerminal(stdout, stderr), said: () => text(stderr), results: () => text(stdout) };
}

function told(...events: readonly ApplyEvent[]): string {
  const { said, ...to } = terminal();
  const tell = progressLines(to);
  for (const event of events) tell(event);
  return said();
}

describe("the progress of a run", () => {
  it("is a line a step, which is there from the step's first moment", () => {
    expect(told(begun(0))).toBe("[1/2] Open port 443/tcp over IPv4 ...");
    expect(told(begun(0), done(0), begun(1), done(1))).toBe(
      "[1/2] Open port 443/tcp over IPv4 ... ok, 1.2 s\n[2/2] Open port 443/tcp over IPv4 ... ok, 1.2 s\n",
    );
  });

  it("tells how a step ended on a line of its own where it said something meanwhile", () => {
    expect(told(begun(0), line, done(0))).toBe(
      "[1/2] Open port 443/tcp over IPv4 ...\n      Unpacking\n[1/2] ok, 1.2 s\n",
    );
    expect(told(begun(0), line, failed(0))).toMatch(/\n\[1\/2\] failed: port 443\/tcp over IPv4\n$/);
  });

  it("tells of a step that failed, and nothing of one that a stop kept from beginning", () => {
    expect(told(begun(0), failed(0))).toBe("[1/2] Open port 443/tcp over IPv4 ... failed\n");
    expect(told(begun(0), done(0), failed(1))).toMatch(/ \.\.\. ok, 1\.2 s\n$/);
  });

  it("is in whole lines where nothing else can be kept", () => {
    const lines: string[] = [];
    const tell = progressLines(wholeLines((text) => lines.push(text)));
    for (const event of [begun(0), done(0)]) tell(event);
    expect(lines).toEqual(["[1/2] Open port 443/tcp over IPv4 ...", "[1/2] ok, 1.2 s"]);
  });
});

describe("the program's own streams", () => {
  it("leave no line without its end when something else is said", () => {
    const { said, results, ...to } = terminal();
    const first = to.begin("first ...");
    const second = to.begin("second ...");
    to.progress("Stopping");
    expect([first.end(" ok"), second.end(" ok")]).toEqual([false, false]);
    to.begin("third ...");
    to.result("wss://localhost");
    expect(said()).toBe("first ...\nsecond ...\nStopping\nthird ...\n");
    expect(results()).toBe("wss://localhost\n");
  });

  it("hold nothing that a terminal would obey", () => {
    const { said, ...to } = terminal();
    to.begin("\u001b[31mred").end("\u001b]0;title\u0007 dead");
    expect(said()).toBe("red dead\n");
  });
});
