import { afterEach, describe, expect, it, vi } from "vitest";
import { converse } from "./conversation.ts";
import { expectGolden } from "./golden.ts";
import { enters, input, row, rows, seen } from "./scene.ts";

const asked = /default \d\): $/;
const leaving = /Leave\?(.|\n)*: $/;

afterEach(() => {
  vi.useRealTimers();
});

describe("the letters", () => {
  it("Given a question, When h and l are typed, Then they are answered and the question is asked again", async () => {
    const talk = converse(input, ...seen, ...enters(3));
    await talk.answer("h");
    await talk.until("Help: proxy.");
    await talk.answer("l", /Ctrl-C does(.|\n)*: $/);
    await talk.until("The log is empty.");
    await talk.answer("?", /The log(.|\n)*: $/);
    await talk.until(/Help: proxy(.|\n)*: $/);
    await expectGolden(talk, "letters");
  });

  it("Given an answer, When b is typed after it, Then it is the default of the question before", async () => {
    const talk = converse(input, ...seen, ...enters(2));
    await talk.answer("203.0.113.10");
    await talk.answer("b", /Step 4 of 8(.|\n)*: $/);
    await talk.until(/Step 3 of 8(.|\n)*\(default 203\.0\.113\.10\): $/);
  });

  it("Given a question, When r is typed, Then the review is next", async () => {
    const talk = converse(input, ...seen, ...enters(2));
    await talk.answer("r");
    await talk.until("Step 8 of 8");
    expect(talk.actor.getSnapshot().value.walk).toBe("review");
  });

  it("Given lines typed ahead, When their questions come, Then they answer them in turn", async () => {
    const talk = converse(input, ...seen);
    await talk.answer("\n1\nrpc.example.com");
    await talk.until("checking: where the names lead.");
    talk.send({ type: "NAMES", names: { "rpc.example.com": { a: ["203.0.113.10"], aaaa: [] } } });
    await talk.until("Step 4 of 8");
    expect(talk.actor.getSnapshot().context.draft.names).toBe("rpc.example.com");
  });
});

describe("leaving", () => {
  it("Given an answer, When q is typed, Then it asks, and Stay asks the question again", async () => {
    const answer = { type: "SET", patch: { names: "rpc.example.com" } } as const;
    const talk = converse(input, ...seen, answer);
    await talk.answer("q");
    await talk.answer("2", leaving);
    await talk.answer("q", /Step 1 of 8(.|\n)*: $/);
    await talk.answer("3", leaving);
    await talk.over;
    expect(talk.actor.getSnapshot().context).toMatchObject({ forget: true, exitCode: 0 });
    await expectGolden(talk, "leave");
  });

  it("Given nothing answered yet, When Ctrl-C comes twice, Then it asks, promises nothing and leaves", async () => {
    const talk = converse(input, ...seen);
    await talk.until(asked);
    talk.interrupt();
    await talk.until(leaving);
    expect(talk.actor.getSnapshot().value).toEqual({ walk: "check", overlay: "leave" });
    talk.interrupt();
    await talk.over;
    expect(talk.actor.getSnapshot().context.forget).toBe(false);
    await expectGolden(talk, "leave-interrupts");
  });

  it.each([0, 1, 2, 3, 5, 6])(
    "Given the question after %i answers, When the input ends, Then it leaves",
    async (times) => {
      const talk = converse(input, ...seen, ...enters(times));
      await talk.until(/: $/);
      talk.end();
      await talk.over;
      expect(talk.actor.getSnapshot().value.walk).toBe("left");
    },
  );

  it("Given looks that last, When the input ends, Then it leaves without waiting for them", async () => {
    const talk = converse(input, { type: "PREFLIGHT", rows: [row("rights", "", { state: "checking" })] });
    await talk.until("checking: this box.");
    talk.end();
    await talk.over;
  });

  it("Given a question, When the walk is ended from outside, Then nothing more is asked", async () => {
    const talk = converse(input, { type: "PREFLIGHT", rows });
    await talk.until(asked);
    talk.send({ type: "LEAVE" });
    await talk.over;
  });
});

describe("a wait", () => {
  it("Given looks that last, When ten seconds pass and again ten, Then it says so; Enter need not wait", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const talk = converse(input, { type: "PREFLIGHT", rows: [row("rights", "", { state: "checking" })] });
    await talk.until("checking: this box.");
    await vi.advanceTimersByTimeAsync(9_999);
    expect(talk.transcript().match(/checking/g)).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await talk.until("checking: this box, 10 s.");
    await vi.advanceTimersByTimeAsync(10_000);
    await talk.until("checking: this box, 20 s.");
    await talk.answer("", "20 s.");
    await talk.until("Step 2 of 8");
    await talk.until("checking: servers that listen here.");
    await expectGolden(talk, "wait");
  });
});
