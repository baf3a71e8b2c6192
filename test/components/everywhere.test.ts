import { describe, expect, it } from "vitest";
import { still, wizardAt } from "../helpers/open-wizard.ts";
import { enters, found, rows } from "../helpers/wizard-scene.ts";

const screenAt = (step: number) => wizardAt([...found, ...enters(step)]);

describe("keys that work everywhere", () => {
  it("go on by Enter, back by Esc, and to the review by Ctrl-R", async () => {
    const { screen, walk } = await wizardAt(found);
    await screen.press("Enter", "Enter", "Enter");
    expect(walk()).toBe("proxy");
    await screen.press("Esc");
    expect(walk()).toBe("names");
    await screen.press("Ctrl-R");
    expect(walk()).toBe("review");
  });

  it("count each Enter that was typed ahead in one piece", async () => {
    const { screen, walk } = await wizardAt(found);
    await screen.burst("Enter", "Down", "Enter", "Ctrl-U", "rpc.example.org", "Enter");
    await screen.until("Which proxy");
    expect(walk()).toBe("proxy");
    expect(screen.frame()).toContain("rpc.example.org");
  });

  it("open the help of the screen, with its own keys, and close it again", async () => {
    const { screen, actor } = await screenAt(6);
    await screen.press("?");
    expect(screen.frame()).toMatch(/── Help: firewall ──[\s\S]* c +as commands[\s\S]* Ctrl-R +review/);
    await screen.press("x", "?");
    expect(actor.getSnapshot().value.overlay).toBe("none");
    expect(screen.frame()).toContain("Open ports 80 and 443?");
    await screen.press("F1");
    expect(screen.frame()).toContain("Help: firewall");
    await screen.press("Esc");
    expect(screen.frame()).toContain("Open ports 80 and 443?");
  });

  it("say why they do not work", async () => {
    const { screen, walk } = await wizardAt(found);
    await screen.press("Esc");
    expect(screen.frame()).toContain("This is the first step; Ctrl-C leaves.");
    await screen.press("x");
    expect(screen.frame()).not.toContain("This is the first step");
    expect(walk()).toBe("check");
  });

  it("rest while text is typed", async () => {
    const { screen, actor, draft } = await screenAt(2);
    await screen.press("Ctrl-U", "l", "?", "t");
    expect(draft().names).toBe("l?t");
    expect(actor.getSnapshot().value.overlay).toBe("none");
    await screen.press("F1");
    expect(screen.frame()).toContain("Help: names");
    await screen.press("Esc");
    expect(screen.frame()).toContain("› l?t");
  });

  it("ask before leaving by Ctrl-C", async () => {
    const { screen, actor } = await screenAt(2);
    await screen.press("Ctrl-C");
    expect(actor.getSnapshot().value.overlay).toBe("leave");
  });
});

describe("with motion", () => {
  it("one spinner turns, after a moment, and stays a second", async () => {
    const { actor, screen } = await wizardAt([], { terminal: { ...still, motion: true } });
    actor.send({ type: "PREFLIGHT", rows: rows.map((row) => ({ ...row, state: "checking", text: "" })) });
    const seen = new Set<string>();
    await screen.until((frame) => {
      const turning = frame.match(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g) ?? [];
      expect(turning.length).toBeLessThanOrEqual(1);
      for (const sign of turning) seen.add(sign);
      return seen.size > 2;
    });
    actor.send({ type: "PREFLIGHT", rows });
    await screen.until(/✓ {2}System/);
  });
});

describe("with a screen reader", () => {
  it("says words for signs and positions, and neither rail nor rules", async () => {
    const { screen } = await wizardAt([...found, ...enters(1)], { screenReader: true });
    const frame = screen.frame();
    expect(frame).toContain("chosen, 1 of 4: ws://127.0.0.1:9944, Polkadot node, 38 peers, 2 ms");
    expect(frame).toContain("warning: This node answers unsafe calls");
    expect(frame).not.toMatch(/[─○●›⠹]/);
  });
});
