import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  applying,
  checks,
  deadBackend,
  now,
  progressAt,
  proven,
  proving,
  reviewed,
  stuckInProof,
  stuckInStep,
} from "../../helpers/job-scene.ts";
import { wizardAt } from "../../helpers/open-wizard.ts";

/** A clock that the test moves: the terminal's own timers go on as ever. */
function ownClock() {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"], now });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

async function wizardInTime(...options: Parameters<typeof wizardAt>) {
  ownClock();
  const opened = await wizardAt(...options);
  const pass = async (milliseconds: number) => {
    vi.advanceTimersByTime(milliseconds);
    await opened.screen.settle();
  };
  return { ...opened, pass };
}

describe("apply", () => {
  it("counts the time of the step and of the run", async () => {
    const moving = { terminal: { ascii: false, color: true, motion: true } };
    const { screen, pass } = await wizardInTime(applying, moving);
    expect(screen.frame()).toMatch(/step 3 of 11 · 0:19[\s\S]*Install nginx +13 s/);
    await pass(50_000);
    expect(screen.frame()).toMatch(/step 3 of 11 · 1:09[\s\S]*Install nginx +1:03/);
  });

  it("says after half a minute that it still runs, until the next line comes", async () => {
    const { screen, actor, pass } = await wizardInTime(applying);
    await pass(20_000);
    expect(screen.frame()).not.toContain("still running");
    await pass(20_000);
    expect(screen.frame()).toContain("still running, the last line came 42 s ago");
    actor.send({ type: "PROGRESS", progress: { ...progressAt(2), tail: ["Done."], lineAt: Date.now() } });
    await screen.until("Done.");
    expect(screen.frame()).not.toContain("still running");
  });

  it("does not go back, opens the log, and asks before it stops", async () => {
    const { screen, actor, walk } = await wizardAt(applying);
    await screen.press("Esc");
    expect(screen.frame()).toContain("Applying cannot go back; Ctrl-C stops it.");
    await screen.press("l");
    expect(screen.frame()).toContain("Reading package lists...");
    await screen.press("l", "Ctrl-C");
    expect(actor.getSnapshot().value.overlay).toBe("stop");
    expect(screen.frame()).toContain("“Install nginx” is still running and will be let finish.");
    await screen.press("Enter");
    expect(walk()).toBe("apply");
    await screen.press("Ctrl-C", "Ctrl-C");
    expect(walk()).toBe("takingBack");
  });

  it("stops on the second choice", async () => {
    const { screen, walk } = await wizardAt(applying);
    await screen.press("Ctrl-C", "2");
    expect(screen.frame()).toContain("› Stop and undo");
    expect(walk()).toBe("apply");
    await screen.press("Enter");
    expect(walk()).toBe("takingBack");
    await screen.press("Ctrl-C");
    expect(screen.frame()).toContain("Taking back cannot be stopped; it ends by itself.");
  });

  it("shows the result where it ended behind the question", async () => {
    const { screen, actor, walk } = await wizardAt([...proving(), { type: "QUIT" }]);
    expect(screen.frame()).toContain("Stop here?");
    actor.send({ type: "PROGRESS", progress: progressAt(11) });
    actor.send({ type: "DONE" });
    await screen.until("It finished meanwhile.");
    await screen.press("Ctrl-C");
    expect(walk()).toBe("done");
    expect(screen.frame()).toContain("Your endpoint works:");
  });

  it("keeps the log at its end while lines come, and where it was scrolled to", async () => {
    const log = Array.from({ length: 60 }, (_, line) => `line ${line}`);
    const { screen, actor } = await wizardAt([
      ...applying,
      { type: "PROGRESS", progress: { ...progressAt(2), log } },
      { type: "LOG" },
    ]);
    expect(screen.frame()).toContain("line 59");
    actor.send({ type: "PROGRESS", progress: { ...progressAt(2), log: [...log, "line 60"] } });
    await screen.until("line 60");
    await screen.press("g");
    expect(screen.frame()).toContain("lines 1-17 of 61");
    actor.send({ type: "PROGRESS", progress: { ...progressAt(2), log: [...log, "line 60", "line 61"] } });
    await screen.until("lines 1-17 of 62");
  });
});

describe("verify", () => {
  it("adds a row a check and moves none that stands", async () => {
    const { screen, actor } = await wizardAt(proving(1));
    const before = screen.frame().split("\n");
    const row = before.findIndex((line) => line.includes("IPv4 203.0.113.10:443"));
    for (const check of checks) actor.send({ type: "CHECK", check });
    const after = (await screen.until("Unsafe calls")).split("\n");
    expect(after.findIndex((line) => line.includes("IPv4 203.0.113.10:443"))).toBe(row);
    expect(after.filter((line) => line.includes("IPv4 203.0.113.10:443"))).toHaveLength(1);
  });

  it("cannot go back", async () => {
    const { screen, walk } = await wizardAt(proving());
    await screen.press("Esc", "Enter");
    expect(walk()).toBe("verify");
    expect(screen.frame()).toContain("It goes on by itself.");
  });
});

describe("a step that failed", () => {
  it("is tried again by Enter, and not by itself", async () => {
    const { screen, walk, pass } = await wizardInTime(stuckInStep);
    await pass(60_000);
    expect(walk()).toBe("stuck");
    expect(screen.frame()).toMatch(
      /Outside this box[\s\S]*It said +E: Failed[\s\S]*Do this +resolvectl status/,
    );
    expect(screen.frame()).not.toContain("Keep it");
    await screen.press("Enter");
    expect(walk()).toBe("apply");
  });

  it("is taken back on the second choice and on Ctrl-C", async () => {
    const first = await wizardAt(stuckInStep);
    await first.screen.press("2", "Enter");
    expect(first.walk()).toBe("takingBack");
    const second = await wizardAt(stuckInStep);
    await second.screen.press("Ctrl-C");
    expect(second.walk()).toBe("takingBack");
  });

  it("has taking back marked where the mistake is ours", async () => {
    const failure = { kind: "bug", message: "undefined is no path", exitCode: 1 } as const;
    const { screen } = await wizardAt([...stuckInStep.slice(0, -1), { type: "STUCK", failure }]);
    expect(screen.frame()).toMatch(/Our mistake[\s\S]*Please report[\s\S]*› Take it back/);
  });
});

describe("a proof that failed", () => {
  it("is tried again by itself after five seconds, and counts down", async () => {
    const moving = { terminal: { ascii: false, color: true, motion: true } };
    const { screen, walk, pass, actor } = await wizardInTime(stuckInProof(), moving);
    expect(screen.frame()).toContain("Tries again by itself in 5 s");
    await pass(3_000);
    expect(screen.frame()).toContain("Tries again by itself in 2 s");
    await pass(2_000);
    expect(walk()).toBe("verify");
    expect(actor.getSnapshot().context.decision).toBe("retry");
  });

  it("waits anew after each key, and for good while another choice is marked or the help lies over it", async () => {
    const { screen, walk, pass, actor } = await wizardInTime(stuckInProof());
    await pass(4_000);
    await screen.press("x");
    await pass(4_000);
    expect(walk()).toBe("stuck");
    await screen.press("?");
    await pass(30_000);
    expect(walk()).toBe("stuck");
    expect(actor.getSnapshot().value.overlay).toBe("help");
    await screen.press("Esc", "Down");
    await pass(30_000);
    expect(walk()).toBe("stuck");
    expect(screen.frame()).toContain("It waits for your Enter now.");
    await screen.press("Up");
    await pass(5_000);
    expect(walk()).toBe("verify");
  });

  it("may be kept only where the backend alone is down", async () => {
    const { screen, walk, actor } = await wizardAt(stuckInProof());
    await screen.press("3", "Enter");
    expect(walk()).toBe("verify");
    expect(actor.getSnapshot().context.decision).toBe("keep");
    const ours = await wizardAt(stuckInProof({ ...deadBackend, backendDown: false }));
    expect(ours.screen.frame()).not.toContain("Keep it");
    expect(ours.screen.frame()).toContain("The endpoint could not be proven.");
  });
});

describe("the end", () => {
  it("names what is left and the one command, and leaves by Enter", async () => {
    const failure = {
      kind: "operator",
      message: "Taken back, but not all: /etc/x was edited",
      next: "wss-setup undo",
      exitCode: 3,
    } as const;
    const { screen, walk, actor } = await wizardAt([
      ...stuckInStep,
      { type: "TAKE_BACK" },
      { type: "ENDED", failure, left: ["nginx runs on"] },
    ]);
    expect(screen.frame()).toMatch(
      /Not all could be taken back[\s\S]*\/etc\/x was edited[\s\S]*Do this +wss-setup undo[\s\S]*nginx runs on/,
    );
    await screen.press("Esc");
    expect(walk()).toBe("ended");
    await screen.press("Enter");
    expect(walk()).toBe("left");
    expect(actor.getSnapshot().context.exitCode).toBe(3);
  });
});

describe("done", () => {
  it("copies the URL into the operator's own clipboard", async () => {
    const { screen, walk } = await wizardAt(proven);
    await screen.press("c");
    expect(screen.written()).toContain(
      `\u{1b}]52;c;${Buffer.from("wss://node.example.com").toString("base64")}\u{7}`,
    );
    expect(screen.frame()).toContain("Copied, if this terminal lets programs do that.");
    await screen.press("Enter");
    expect(walk()).toBe("left");
  });

  it("shows the code alone where it has no room beside the text", async () => {
    const { screen } = await wizardAt(proven, { columns: 50, rows: 20 });
    expect(screen.frame()).not.toContain("█");
    await screen.press("q");
    expect(screen.frame()).toContain("█▀▀▀█");
    expect(screen.frame()).not.toContain("Your endpoint works");
    await screen.press("q", "G");
    expect(screen.frame()).toContain("copy /etc/wss-setup/answers.yaml, change names,");
  });

  it("never says Enter is Apply: leaving is all it does after a demo too", async () => {
    const { screen, walk } = await wizardAt(proven, { input: { mode: "demo" } });
    expect(screen.frame()).not.toContain("wss-setup undo");
    await screen.press("Esc");
    expect(walk()).toBe("done");
    await screen.press("Enter");
    expect(walk()).toBe("left");
  });

  it("draws no code from its rows in ASCII", async () => {
    const plain = { ascii: true, color: false, motion: false };
    const { screen } = await wizardAt(proven, { terminal: plain });
    expect(screen.frame()).not.toMatch(/[█▀▄]/);
    await screen.press("q");
    expect(screen.frame()).toContain("Your endpoint works:");
  });
});

describe("leave", () => {
  it("leaves by Enter and by a second Ctrl-C, stays by Esc, and forgets when asked to", async () => {
    const typed = [...reviewed.slice(0, -2), { type: "SET", patch: { names: "a.example" } }] as const;
    const first = await wizardAt(typed);
    await first.screen.press("Ctrl-C", "Esc");
    expect(first.walk()).toBe("check");
    await first.screen.press("Ctrl-C", "Enter");
    expect(first.walk()).toBe("left");
    expect(first.actor.getSnapshot().context.forget).toBe(false);
    const second = await wizardAt(typed);
    await second.screen.press("Ctrl-C", "Ctrl-C");
    expect(second.walk()).toBe("left");
    const third = await wizardAt(typed);
    await third.screen.press("Ctrl-C", "3", "Enter");
    expect(third.walk()).toBe("left");
    expect(third.actor.getSnapshot().context.forget).toBe(true);
  });

  it("promises to keep no answers where none are written down", async () => {
    const { screen } = await wizardAt([...reviewed, { type: "QUIT" }], { input: { mode: "dry-run" } });
    expect(screen.frame()).toContain("Nothing was changed.");
    expect(screen.frame()).not.toMatch(/kept|Forget/);
  });
});
