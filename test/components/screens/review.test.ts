import { describe, expect, it } from "vitest";
import { restartWaits } from "../../../src/core/plan-findings.ts";
import { emptyDraft } from "../../../src/wizard/draft.ts";
import { changes, configured, editedPreview, preview, reviewed } from "../../helpers/job-scene.ts";
import { wizardAt } from "../../helpers/open-wizard.ts";

const diffIndex = (title: string) => changes.findIndex((change) => change.title === title);

describe("review", () => {
  it("applies by Enter alone", async () => {
    const { screen, walk } = await wizardAt(reviewed);
    await screen.press("Enter");
    expect(walk()).toBe("apply");
  });

  it("walks with one cursor from the choices up through every change", async () => {
    const { screen } = await wizardAt(reviewed);
    await screen.press("Up");
    expect(screen.frame()).toContain("› ~  service    nginx: start now and at boot");
    expect(screen.frame()).toContain("Why: The endpoint is there after a reboot too.");
    await screen.press("Home");
    expect(screen.frame()).toContain("› +  packages   nginx 1.22.1");
    await screen.press("End");
    expect(screen.frame()).toContain("› Save answers");
  });

  it("pages through the changes while Apply stays marked", async () => {
    const { screen } = await wizardAt(reviewed);
    await screen.press(" ");
    expect(screen.frame()).toContain("6-14 of 14");
    expect(screen.frame()).toContain("› Apply");
    await screen.press("PageUp");
    expect(screen.frame()).toContain("1-9 of 14");
  });

  it("opens the diff of the marked change by d and by Enter, and says why there is none", async () => {
    const { screen, walk, actor } = await wizardAt(reviewed);
    await screen.press("Up", "d");
    expect(walk()).toBe("review");
    expect(screen.frame()).toContain("No file: The endpoint is there after a reboot too.");
    await screen.press("Up", "Enter");
    expect(walk()).toBe("diff");
    expect(actor.getSnapshot().context.diff?.index).toBe(diffIndex("/etc/wss-setup/answers.yaml"));
    await screen.press("Esc", "d");
    expect(actor.getSnapshot().context.diff?.index).toBe(changes.findIndex(({ diff }) => diff !== undefined));
  });

  it("lets the operator allow the restart that something waits for, and take that back", async () => {
    const waiting = {
      ...preview,
      plan: {
        ...preview.plan,
        warnings: [{ id: restartWaits, text: "The old limits hold until a restart." }],
      },
    };
    const { screen, actor } = await wizardAt([...reviewed, { type: "PLANNED", preview: waiting }]);
    expect(screen.frame()).toContain("r restart too");
    await screen.press("r");
    expect(actor.getSnapshot().context).toMatchObject({ mayRestart: true, preview: undefined });
    actor.send({ type: "PLANNED", preview });
    await screen.until("r reload only");
    await screen.press("r");
    expect(actor.getSnapshot().context.mayRestart).toBe(false);
  });

  it("applies nothing before the operator has decided on a file of other hands", async () => {
    for (const [keys, how] of [
      [["Enter"], "keep"],
      [["Down", "Enter"], "take"],
      [["Down", "Down", "Enter"], "merge"],
    ] as const) {
      const { screen, actor, walk } = await wizardAt([
        ...reviewed,
        { type: "PLANNED", preview: editedPreview },
      ]);
      actor.send({ type: "APPLY" });
      expect(walk()).toBe("review");
      await screen.press("d");
      expect(actor.getSnapshot().context.diff?.index).toBe(0);
      await screen.press("Esc", ...keys);
      const [file] = editedPreview.edited ?? [];
      expect(actor.getSnapshot().context).toMatchObject({
        decisions: [{ ...file, how }],
        preview: undefined,
      });
      actor.send({ type: "PLANNED", preview });
      await screen.until("› Apply");
      actor.send({ type: "BACK" });
      expect(actor.getSnapshot().context).toMatchObject({ decisions: [], preview: undefined });
    }
  });

  it.each([
    ["conflict", "No merge: both changed the same lines."],
    ["unknown", "No merge: nobody kept what ours was before."],
  ] as const)("offers no merge where there is none, and says why (%s)", async (merge, why) => {
    const edited = editedPreview.edited?.map((file) => ({ ...file, merge }));
    const { screen } = await wizardAt([
      ...reviewed,
      { type: "PLANNED", preview: { ...editedPreview, ...(edited && { edited }) } },
    ]);
    expect(screen.frame().replace(/\s+/g, " ")).toContain(`was written or edited by other hands. ${why}`);
    expect(screen.frame()).toContain("Take ours");
    expect(screen.frame()).not.toMatch(/^ .{2}Merge/m);
  });

  it("speaks of no restart where nothing waits for one", async () => {
    const { screen, actor } = await wizardAt(reviewed);
    expect(screen.frame()).not.toContain("r restart");
    await screen.press("r");
    expect(actor.getSnapshot().context.mayRestart).toBe(false);
  });

  it("saves the answers in the file that is named, and tells what came of it", async () => {
    const { screen, actor } = await wizardAt(reviewed);
    await screen.press("Down", "Enter", "Ctrl-U", "Enter");
    expect(screen.frame()).toContain("Type the name of a file.");
    await screen.press("/root/q?l.yaml", "Enter");
    expect(actor.getSnapshot().context.saveAs).toEqual({ file: "/root/q?l.yaml" });
    expect(actor.getSnapshot().value.overlay).toBe("none");
    actor.send({ type: "NOTICE", text: "Saved. On the next box: wss-setup apply -a /root/q?l.yaml --yes" });
    await screen.until("Saved. On the next box");
    expect(screen.frame()).toContain("› Save answers");
  });

  it("asks for a save again under the same name", async () => {
    const { screen, actor } = await wizardAt(reviewed);
    await screen.press("2", "Enter", "Enter");
    const first = actor.getSnapshot().context.saveAs;
    await screen.press("Enter", "Enter");
    expect(actor.getSnapshot().context.saveAs).toEqual(first);
    expect(actor.getSnapshot().context.saveAs).not.toBe(first);
  });

  it("leaves the name of the file by Esc without saving", async () => {
    const { screen, actor, walk } = await wizardAt(reviewed);
    await screen.press("2", "Enter", "x", "Esc");
    expect(screen.frame()).toContain("› Save answers");
    expect(actor.getSnapshot().context.saveAs).toBeUndefined();
    await screen.press("Esc");
    expect(walk()).toBe("firewall");
  });

  it("turns to the answers by Tab, goes to a question by its number and comes back by Esc", async () => {
    const { screen, walk } = await wizardAt([
      ...reviewed,
      { type: "SET", patch: { connectionsPerIp: 75 } },
      { type: "PLANNED", preview },
    ]);
    await screen.press("Tab");
    expect(screen.frame()).toMatch(/2 {2}Backend +ws:\/\/127\.0\.0\.1:9944 +found/);
    expect(screen.frame()).toMatch(/6 {2}Limits +75 open, 10\/s new, .* +you chose it/);
    await screen.press("6");
    expect(walk()).toBe("limits");
    await screen.press("Esc");
    expect(walk()).toBe("review");
    expect(screen.frame()).toContain("› Apply");
    await screen.press("Tab", "Down", "Enter");
    expect(walk()).toBe("names");
    await screen.press("Esc", "Tab", "Esc");
    expect(walk()).toBe("review");
    expect(screen.frame()).toContain("› Apply");
  });

  it("says of an answer that it was typed, and of a configured box that it is as set up", async () => {
    const typed = await wizardAt([...reviewed, { type: "SET", patch: { names: "a.example" } }]);
    await typed.screen.press("Tab");
    expect(typed.screen.frame()).toMatch(/3 {2}Names +a\.example +you typed it/);
    const given = ["names", "backend", "proxy"] as const;
    const again = await wizardAt([{ type: "MENU", choice: "continue" }], { input: { ...configured, given } });
    await again.screen.press("Tab");
    expect(again.screen.frame()).toMatch(/3 {2}Names +node\.example\.com +as set up/);
  });

  it("says of what only Enter took that it was given: by flags, or by the demo", async () => {
    const given = ["names"] as const;
    const draft = { ...emptyDraft, names: "b.example" };
    const flags = await wizardAt(reviewed, { input: { draft, given } });
    await flags.screen.press("Tab");
    expect(flags.screen.frame()).toMatch(/3 {2}Names +\S+ +given/);
    const demo = await wizardAt(reviewed, { input: { mode: "demo", draft, given } });
    await demo.screen.press("Tab");
    expect(demo.screen.frame()).toMatch(/3 {2}Names +\S+ +the demo's/);
    const typed = await wizardAt([...reviewed, { type: "SET", patch: { names: "a.example" } }], {
      input: { draft, given },
    });
    await typed.screen.press("Tab");
    expect(typed.screen.frame()).toMatch(/3 {2}Names +a\.example +you typed it/);
  });

  it("counts the steps where there are more than changes, as the run does", async () => {
    const [step] = preview.plan.steps;
    const steps = step === undefined ? [] : Array.from({ length: 16 }, () => step);
    const tested = { ...preview, plan: { ...preview.plan, steps } };
    const { screen } = await wizardAt([...reviewed, { type: "PLANNED", preview: tested }]);
    expect(screen.frame()).toMatch(/› Apply +16 steps with the tests; if one fails, all is taken back/);
  });

  it("applies nothing before the plan is there", async () => {
    const { screen, walk, actor } = await wizardAt(reviewed.slice(0, -1));
    await screen.press("Enter");
    expect(walk()).toBe("review");
    expect(screen.frame()).toContain("Still checking what would change.");
    actor.send({ type: "PLANNED", preview });
    await screen.until("› Apply");
    await screen.settle();
    expect(screen.frame()).not.toContain("Still checking what");
    await screen.press("Enter");
    expect(walk()).toBe("apply");
  });

  it("applies nothing that cannot be done, and names the cure", async () => {
    const problem = { kind: "operator", message: "443 is held.", next: "stop it", exitCode: 64 } as const;
    const { screen, walk } = await wizardAt([...reviewed, { type: "NO_PLAN", problem }]);
    expect(screen.frame()).toMatch(/You can fix this: 443 is held\.[\s\S]*Do this +stop it/);
    await screen.press("Enter");
    expect(walk()).toBe("review");
    expect(screen.frame()).toContain("Cure this first: Esc goes back.");
  });

  it("proves the endpoint anew where nothing is to be done", async () => {
    const none = { ...preview, changes: [], sentence: "Nothing to do: all is as you want it." };
    const { screen, walk } = await wizardAt([...reviewed, { type: "PLANNED", preview: none }]);
    expect(screen.frame()).toContain("Nothing to do, all is as you want it.");
    await screen.press("d");
    expect(walk()).toBe("review");
    await screen.press("Enter");
    expect(walk()).toBe("apply");
  });

  it("says the sign of each change to a screen reader", async () => {
    const { screen } = await wizardAt(reviewed, { screenReader: true });
    expect(screen.frame()).toMatch(/add: ?packages +nginx 1\.22\.1/);
    expect(screen.frame()).toContain("chosen, 1 of 2: Apply");
  });
});

describe("the review's warnings", () => {
  it("repeat what the backend showed, also that it is dead", async () => {
    const { screen, actor } = await wizardAt(reviewed);
    expect(screen.frame()).toContain("The node answers unsafe calls");
    const { backend: url } = actor.getSnapshot().context.draft;
    const facts = { answers: false, kind: "none", label: "nothing" } as const;
    actor.send({ type: "BACKENDS", backends: [{ url, facts }], searched: true });
    await screen.until("ws://127.0.0.1:9944 does not answer: clients get an error until it runs.");
    expect(screen.frame()).not.toContain("unsafe");
  });

  it("name a record that points to another box", async () => {
    const { screen } = await wizardAt([
      { type: "NAMES", names: { "node.example.com": { a: ["198.51.100.7"], aaaa: [] } } },
      ...reviewed.filter(({ type }) => type !== "NAMES"),
    ]);
    await screen.press("Tab");
    expect(screen.frame().replace(/\s+/g, " ")).toContain(
      "node.example.com, A: 198.51.100.7, another box. Do this: set this A record to 203.0.113.10",
    );
  });

  it("show what the plan warns of, word for word", async () => {
    const warning = { id: "x", text: "Port 80 is another's.", next: "systemctl stop it" };
    const warned = { ...preview, plan: { ...preview.plan, warnings: [warning] } };
    const { screen } = await wizardAt([...reviewed, { type: "PLANNED", preview: warned }]);
    await screen.press("Tab");
    expect(screen.frame()).toContain("!  Port 80 is another's. Do this: systemctl stop it");
  });
});

describe("a dry run", () => {
  it("ends in its own screen, and no key leads on to a change", async () => {
    const { screen, walk, actor } = await wizardAt(reviewed, { input: { mode: "dry-run" } });
    await screen.press("Enter");
    expect(walk()).toBe("preview");
    expect(screen.frame()).toContain("This is what would happen. Nothing was changed.");
    await screen.press("2", "Enter", "Enter");
    expect(actor.getSnapshot().context.saveAs).toEqual({ file: "./answers.yaml" });
    await screen.press("d");
    expect(walk()).toBe("diff");
    await screen.press("Esc");
    expect(walk()).toBe("preview");
    await screen.press("Enter");
    expect(walk()).toBe("left");
  });
});
