import { describe, expect, it } from "vitest";
import type { Step } from "../../../src/core/step.ts";
import type { WizardEvent } from "../../../src/wizard/events.ts";
import { atMenu, configured, installed, preview, status } from "../../helpers/job-scene.ts";
import { wizardAt } from "../../helpers/open-wizard.ts";
import { root } from "../../helpers/wizard-scene.ts";

const menuAt = (events: readonly WizardEvent[] = atMenu) => wizardAt(events, { input: configured });
const unfinished = (verb: "apply" | "undo" | "remove"): readonly WizardEvent[] => [
  { type: "STATUS", status: { ...status, unfinished: verb } },
];
const chosen = (choice: "undo" | "remove") => menuAt([...atMenu, { type: "MENU", choice }]);

describe("the menu", () => {
  it.each([
    ["1", "status"],
    ["2", "review"],
    ["3", "check"],
    ["4", "check"],
    ["5", "confirm"],
    ["6", "confirm"],
  ] as const)("choice %s leads to %s", async (key, to) => {
    const { screen, walk } = await menuAt();
    await screen.press(key, "Enter");
    expect(walk()).toBe(to);
  });

  it("can be used while it still looks, and keeps its rows", async () => {
    const { screen, actor } = await menuAt([]);
    const before = screen
      .frame()
      .split("\n")
      .findIndex((line) => line.includes("› Status"));
    await screen.press("Down", "Down");
    const fewer = status.checks.filter(({ status }) => status === "ok");
    actor.send({ type: "STATUS", status: { ...status, checks: fewer } });
    const after = (await screen.until("Certificate")).split("\n");
    expect(after.findIndex((line) => line.includes("  Status"))).toBe(before);
    expect(screen.frame()).toContain("› Change");
  });

  it("marks what cures a fault, unless the operator has moved", async () => {
    const certificate = { ...status.checks[0], status: "warning", seen: "9 days left" } as const;
    const ill = {
      ...status,
      checks: [certificate as (typeof status.checks)[number], ...status.checks.slice(1)],
    };
    const { screen } = await menuAt([{ type: "STATUS", status: ill }]);
    expect(screen.frame()).toContain("› Rotate");
    const moved = await menuAt([]);
    await moved.screen.press("Down", "Up");
    moved.actor.send({ type: "STATUS", status: ill });
    await moved.screen.until("9 days left");
    expect(moved.screen.frame()).toContain("› Status");
  });

  it("goes on with a run that was cut off, or takes it back", async () => {
    const cut = unfinished("apply");
    const first = await menuAt(cut);
    expect(first.screen.frame()).toContain("› Go on");
    expect(first.screen.frame()).not.toContain("Rotate");
    await first.screen.press("Enter");
    expect(first.walk()).toBe("review");
    const second = await menuAt(cut);
    await second.screen.press("2", "Enter");
    expect(second.walk()).toBe("confirm");
    expect(second.actor.getSnapshot().context.job).toBe("undo");
  });

  it.each(["undo", "remove"] as const)("begins with %s where that has not ended", async (verb) => {
    const { screen, actor, walk } = await menuAt(unfinished(verb));
    expect(screen.frame()).not.toContain("Rotate");
    await screen.press("Enter");
    expect(walk()).toBe("confirm");
    expect(actor.getSnapshot().context.job).toBe(verb);
  });

  it("leaves at once by Ctrl-C, not by Esc", async () => {
    const { screen, walk } = await menuAt();
    await screen.press("Esc");
    expect(walk()).toBe("menu");
    await screen.press("Ctrl-C");
    expect(walk()).toBe("left");
  });
});

describe("a rotation with an own CA", () => {
  const issue = { ...preview.plan.steps[0], source: "own-ca", action: "update" } as Step;
  const certificate = { source: "own-ca", key: "rsa", days: 365, caKey: "keep" } as const;
  const plan = { ...preview.plan, steps: [issue], answers: { ...preview.plan.answers, certificate } };
  const rotating = (seen = root) =>
    menuAt([
      ...atMenu,
      { type: "MENU", choice: "rotate" },
      { type: "PLANNED", preview: { ...preview, plan, root: seen, installed } },
    ]);

  it("says what is there now, and asks for the root's passphrase before it begins", async () => {
    const { screen, actor, walk } = await rotating();
    expect(screen.frame()).toContain("Now: of your own CA, 78 days left, for node.example.com");
    await screen.press("Enter");
    expect(walk()).toBe("authority");
    expect(screen.frame()).toContain("Enter rotate");
    await screen.press("right", "Enter");
    actor.send({ type: "PASSPHRASE", ok: true });
    expect(walk()).toBe("apply");
  });

  it("leads back to the menu after three wrong ones, and changes nothing", async () => {
    const { screen, actor, walk } = await rotating();
    await screen.press("Enter");
    for (let tries = 0; tries < 3; tries += 1) {
      await screen.press("wrong", "Enter");
      actor.send({ type: "PASSPHRASE", ok: false });
      await screen.settle();
    }
    expect(walk()).toBe("menu");
    expect(screen.frame()).toContain("Three times the wrong passphrase: nothing was changed.");
    expect(actor.getSnapshot().context).toMatchObject({ secrets: undefined, preview: undefined });
  });

  it("asks nothing where the root has no passphrase", async () => {
    const { screen, walk } = await rotating({ ...root, protected: false });
    await screen.press("Enter");
    expect(walk()).toBe("apply");
  });
});

describe("status", () => {
  it("shows every check with what helps, scrolls, and goes back by Enter", async () => {
    const { screen, walk } = await wizardAt([...atMenu, { type: "MENU", choice: "status" }], {
      input: configured,
      columns: 50,
      rows: 20,
    });
    expect(screen.frame()).toContain("Certificate: self-signed, 78 days left");
    await screen.press("G");
    expect(screen.frame()).toContain("Do this: systemctl list-units --type=service");
    await screen.press("Enter");
    expect(walk()).toBe("menu");
  });

  it("counts what failed", async () => {
    const failed = status.checks.map((check) => ({ ...check, status: "failed" as const }));
    const { screen } = await menuAt([
      { type: "STATUS", status: { ...status, checks: failed } },
      { type: "MENU", choice: "status" },
    ]);
    expect(screen.frame()).toContain("9 of 9 checks failed");
  });
});

describe("confirm", () => {
  it("takes the last run back by Enter, and leaves it by Esc or the second choice", async () => {
    const { screen, walk } = await chosen("undo");
    expect(screen.frame()).toContain("Take back the last run, the set-up of 9 Nov 2026, 10:00 UTC?");
    expect(screen.frame()).toContain("It is the only run: clients lose the endpoint.");
    await screen.press("Enter");
    expect(walk()).toBe("takingBack");
    const other = await chosen("undo");
    await other.screen.press("Down", "Enter");
    expect(other.walk()).toBe("menu");
    const back = await chosen("undo");
    await back.screen.press("Esc");
    expect(back.walk()).toBe("menu");
  });

  it("tells runs of one day apart, and alarms nobody where the endpoint stays", async () => {
    const { screen } = await menuAt([
      { type: "STATUS", status: { ...status, lastKind: "rotation" } },
      { type: "MENU", choice: "undo" },
    ]);
    expect(screen.frame()).toContain("Take back the last run, the rotation of 9 Nov 2026, 10:00 UTC?");
    expect(screen.frame()).not.toContain("clients lose");
  });

  it("removes nothing before the endpoint's name is typed", async () => {
    const { screen, walk } = await chosen("remove");
    expect(screen.frame()).toContain("-  /etc/nginx/sites-available/wss-setup.conf");
    await screen.press("Enter");
    expect(screen.frame()).toContain("Type node.example.com first; Esc goes back to the menu.");
    await screen.press("node.example.co", "Enter");
    expect(walk()).toBe("confirm");
    await screen.press("m", "Enter");
    expect(walk()).toBe("takingBack");
  });

  it("does not take an empty name for a yes", async () => {
    const { screen, walk } = await wizardAt([...atMenu, { type: "MENU", choice: "remove" }], {
      input: { configured: true },
    });
    await screen.press("Enter");
    expect(walk()).toBe("confirm");
  });

  it("tells before what other hands edited", async () => {
    const files = { id: "files", title: "Files", status: "warning", seen: "edited since: /etc/x" } as const;
    const edited = { ...status, checks: [files] };
    const { screen } = await menuAt([
      { type: "STATUS", status: edited },
      { type: "MENU", choice: "remove" },
    ]);
    expect(screen.frame()).toContain("edited since: /etc/x. It is left as it is, and named at the end.");
  });
});
