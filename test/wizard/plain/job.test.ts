import { afterEach, describe, expect, it, vi } from "vitest";
import type { Check } from "../../../src/verify/check.ts";
import type { FailureView } from "../../../src/wizard/context.ts";
import { converse } from "./conversation.ts";
import { expectGolden } from "./golden.ts";
import { applying, input, progress } from "./scene.ts";

const tls: Check = {
  id: "tls:203.0.113.10",
  title: "IPv4 203.0.113.10:443",
  status: "ok",
  seen: "TLS 1.3, 9 ms",
};
const websocket: Check = {
  id: "websocket:203.0.113.10",
  title: "WebSocket",
  status: "ok",
  seen: "a ping came back",
};
const badGateway: Check = {
  ...websocket,
  status: "failed",
  seen: 'the endpoint gave "502 Bad Gateway"',
  cause: "The node stopped since step 2.",
  fix: "systemctl start polkadot",
  fault: "backend",
};
const failure: FailureView = {
  kind: "outside",
  message: "nginx could not be installed",
  said: "Could not resolve the mirror's name\n\u{1b}[31mErr:1\u{1b}[0m",
  next: "resolvectl status",
  exitCode: 1,
  step: "nginx 1.22.1",
};
const asked = /default \d\): $/;

afterEach(() => {
  vi.useRealTimers();
});

describe("apply", () => {
  it("Given a run that ends well, When its steps and checks come, Then each is told once and the walk ends", async () => {
    const talk = converse(input, ...applying);
    await talk.until("Applying.");
    talk.send(progress("running"));
    await talk.until("[1/3] Install nginx 1.22.1 ...");
    talk.send(
      progress({ state: "done", milliseconds: 21_300 }, "running"),
      progress({ state: "done", milliseconds: 21_300 }, { state: "done", milliseconds: 12 }, "running"),
      { type: "STEP", kind: "Verify" },
      { type: "CHECK", check: tls },
    );
    await talk.until("TLS 1.3");
    talk.send(
      { type: "CHECK", check: websocket },
      progress("done", "done", { state: "done", milliseconds: 900 }),
      { type: "DONE" },
    );
    await talk.over;
    expect(talk.actor.getSnapshot().context).toMatchObject({ result: "done", exitCode: 0 });
    await expectGolden(talk, "apply");
  });

  it("Given a step that lasts, When ten seconds pass and again ten, Then its line says so", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const talk = converse(input, ...applying);
    talk.send(progress({ state: "running", startedAt: Date.now() }));
    await talk.until("[1/3] Install nginx 1.22.1 ...");
    await vi.advanceTimersByTimeAsync(9_000);
    expect(talk.transcript()).toMatch(/nginx 1.22.1 \.\.\.$/);
    await vi.advanceTimersByTimeAsync(1_000);
    await talk.until("... 10 s ...");
    await vi.advanceTimersByTimeAsync(10_000);
    await talk.until("10 s ... 20 s ...");
    talk.send(progress({ state: "done", milliseconds: 21_000 }));
    await talk.until("20 s ... ok, 21 s\n");
    await expectGolden(talk, "apply-long");
  });

  it("Given a running step, When h, l and b are typed, Then they are answered and the step's line is taken up again", async () => {
    const talk = converse(input, ...applying);
    talk.send(progress("running"));
    await talk.answer("h", "nginx 1.22.1 ...");
    await talk.until("Help: apply.");
    await talk.answer("l", "Ctrl-C does");
    await talk.until("Setting up nginx ...");
    await talk.answer("b", "Setting up");
    await talk.until("Applying cannot go back");
    talk.send(progress({ state: "done", milliseconds: 3_000 }));
    await talk.until("[1/3] Install nginx 1.22.1 ... ok, 3 s");
    await expectGolden(talk, "apply-letters");
  });
});

describe("Ctrl-C while the box is changed", () => {
  it("Given a running step, When it is answered with Enter, Then everything goes on", async () => {
    const talk = converse(input, ...applying, progress("running"));
    await talk.until("nginx 1.22.1 ...");
    talk.interrupt();
    await talk.until(asked);
    talk.send(progress({ state: "done", milliseconds: 4_000 }, "running"));
    await talk.answer("");
    await talk.until("[2/3] Write /etc/wss-setup/answers.yaml ...");
    expect(talk.actor.getSnapshot().value).toEqual({ walk: "apply", overlay: "none" });
    await expectGolden(talk, "stop-no");
  });

  it("Given a running step, When it is to stop, Then it is let finish and all is taken back, the last step first", async () => {
    const talk = converse(input, ...applying, progress("done", "running"));
    await talk.until("answers.yaml ...");
    talk.interrupt();
    await talk.answer("3", asked);
    await talk.answer("2");
    await talk.until("Taking it back.");
    expect(talk.actor.getSnapshot().value.walk).toBe("takingBack");
    // The stop keeps the next step from beginning; that is no failure of it.
    talk.send(progress("done", "done", { state: "failed" }));
    await talk.until("ok, 0 s");
    talk.send(progress("taken-back", "kept", { state: "failed" }));
    await talk.until("taken back");
    talk.send({ type: "ENDED", failure: { ...failure, message: "Stopped as asked." }, left: [] });
    await talk.over;
    expect(talk.actor.getSnapshot().context).toMatchObject({ result: "ended", exitCode: 1 });
    await expectGolden(talk, "stop-yes");
  });

  it("Given the question, When Ctrl-C comes a second time, Then it stops", async () => {
    const talk = converse(input, ...applying, progress("running"));
    await talk.until("nginx 1.22.1 ...");
    talk.interrupt();
    await talk.until(asked);
    talk.interrupt();
    await talk.until("Taking it back.");
    expect(talk.actor.getSnapshot().value.walk).toBe("takingBack");
  });

  it("Given the question, When the run ends meanwhile, Then it says so and shows how it ended", async () => {
    const talk = converse(input, ...applying, progress("running"));
    await talk.until("nginx 1.22.1 ...");
    talk.interrupt();
    await talk.until(asked);
    talk.send({ type: "STUCK", failure });
    await talk.until("It ended meanwhile.");
    await talk.until(/What now\?(.|\n)*: $/);
    await expectGolden(talk, "stop-meanwhile");
  });

  it("Given a run, When the input ends, Then it is stopped and taken back as a lost connection is", async () => {
    const talk = converse(input, ...applying, progress("running"));
    await talk.until("nginx 1.22.1 ...");
    talk.end();
    await talk.until("Taking it back.");
    talk.send({ type: "ENDED", failure, left: [] });
    await talk.over;
    expect(talk.actor.getSnapshot().context.exitCode).toBe(1);
  });
});

describe("a step that fails", () => {
  it("Given what was said, When it is tried again, Then the run goes on from this step", async () => {
    const talk = converse(input, ...applying, progress("failed"), { type: "STUCK", failure });
    await talk.answer("3");
    await talk.until("Setting up nginx ...");
    await talk.answer("1", /What now\?(.|\n)*: $/);
    await talk.until("Trying again.");
    expect(talk.actor.getSnapshot().context.decision).toBe("retry");
    talk.send(progress("running"));
    await talk.until("[1/3] Install nginx 1.22.1 ...");
    await expectGolden(talk, "stuck");
  });

  it("Given a line that was typed before the question, When it comes, Then it is not taken as the answer", async () => {
    const talk = converse(input, ...applying, progress("running"));
    await talk.answer("", "nginx 1.22.1 ...");
    talk.send(progress("failed"), { type: "STUCK", failure });
    await talk.until(asked);
    expect(talk.actor.getSnapshot().value.walk).toBe("stuck");
  });

  it.each([
    ["q", { type: "operator", kind: "operator" }],
    ["2", { kind: "bug" }],
  ] as const)("Given it, When %s is typed, Then it is taken back", async (line, { kind }) => {
    const talk = converse(input, ...applying, { type: "STUCK", failure: { ...failure, kind } });
    await talk.answer(line);
    await talk.until("Taking it back.");
    expect(talk.actor.getSnapshot().context.decision).toBe("take-back");
  });

  it("Given a proof that fails for want of the backend, When it is kept, Then that is the operator's word", async () => {
    const proving = progress("done", "done", "failed");
    const stuck = {
      ...failure,
      message: "WebSocket: the node stopped",
      step: "prove the endpoint",
      backendDown: true,
    };
    const talk = converse(
      input,
      ...applying,
      progress("done", "done", "running"),
      { type: "STEP", kind: "Verify" },
      { type: "CHECK", check: badGateway },
      proving,
      { type: "STUCK", failure: stuck },
    );
    await talk.answer("1");
    await talk.until("Trying again.");
    expect(talk.actor.getSnapshot().value.walk).toBe("verify");
    talk.send(progress("done", "done", "running"), { type: "CHECK", check: { ...badGateway } }, proving, {
      type: "STUCK",
      failure: stuck,
    });
    await talk.answer("3", asked);
    await talk.until("Keeping it");
    talk.send({ type: "DONE" });
    await talk.over;
    expect(talk.actor.getSnapshot().context).toMatchObject({ decision: "keep", result: "done" });
    await expectGolden(talk, "stuck-proof");
  });
});

describe("the end of the demo", () => {
  it("Given a proven endpoint, When Enter is typed, Then the demo ends and not before", async () => {
    const talk = converse(
      { ...input, mode: "demo" },
      ...applying,
      { type: "CHECK", check: tls },
      { type: "DONE" },
    );
    await talk.until("All 1 checks passed.");
    await talk.until("wss://node.example.com");
    await talk.until(asked);
    expect(talk.actor.getSnapshot().value.walk).toBe("done");
    await talk.answer("");
    await talk.over;
  });
});
