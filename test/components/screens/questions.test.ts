import { describe, expect, it } from "vitest";
import type { WizardEvent } from "../../../src/wizard/events.ts";
import { wizardAt } from "../../helpers/open-wizard.ts";
import { enters, found, rows } from "../../helpers/wizard-scene.ts";

const screenAt = (step: number) => wizardAt([...found, ...enters(step)]);

describe("check", () => {
  it("offers to go on under sudo, and goes nowhere else", async () => {
    const rights = {
      id: "rights",
      title: "Rights",
      state: "failed",
      text: "not root",
      stops: "not-root",
    } as const;
    const { screen, walk } = await wizardAt([{ type: "PREFLIGHT", rows: [rights] }]);
    expect(screen.frame()).toContain("Enter go on under sudo");
    await screen.press("Ctrl-R");
    expect(walk()).toBe("check");
    expect(screen.frame()).toMatch(/not root\n─+\n/);
    await screen.press("Enter");
    expect(walk()).toBe("elevated");
  });

  it("says why a system cannot be used", async () => {
    const system = {
      ...rows[0],
      state: "failed",
      text: "Fedora 42 is not supported",
      stops: "unsupported",
    } as const;
    const { screen, walk } = await wizardAt([{ type: "PREFLIGHT", rows: [system as (typeof rows)[number]] }]);
    await screen.press("Enter");
    expect(walk()).toBe("check");
    expect(screen.frame().match(/Fedora 42 is not supported/g)).toHaveLength(2);
  });

  it("offers the answers of a start that was cut off", async () => {
    const draft = { ...(await wizardAt([])).draft(), names: "kept.example.com" };
    const again = await wizardAt(found, { input: { saved: { draft, at: "limits" } } });
    expect(again.screen.frame()).toContain("› Go on where you left off");
    await again.screen.press("Enter");
    expect(again.walk()).toBe("limits");
    expect(again.draft().names).toBe("kept.example.com");
    const anew = await wizardAt(found, { input: { saved: { draft, at: "limits" } } });
    await anew.screen.press("Down", "Enter");
    expect(anew.draft().names).toBe("node.example.com");
  });
});

describe("backend", () => {
  it("takes the marked server", async () => {
    const { screen, draft } = await screenAt(1);
    await screen.press("Down");
    expect(draft().backend).toBe("ws://127.0.0.1:8546");
    expect(screen.frame()).toContain("Found as process geth (pid 640)");
    await screen.press("1");
    expect(draft().backend).toBe("ws://127.0.0.1:9944");
    expect(screen.frame()).toContain("--rpc-methods safe");
  });

  it("types another address, also one that was found, and judges it below the field", async () => {
    const { screen, draft, walk } = await screenAt(1);
    await screen.press("3", "Ctrl-U");
    await screen.paste("ws://127.0.0.1:80a\n");
    await screen.until("Port 80a is not a number from 1 to 65535.");
    await screen.press("Enter");
    expect(walk()).toBe("backend");
    await screen.press("Backspace", "Backspace", "Backspace", "Backspace", "8546");
    expect(draft().backend).toBe("ws://127.0.0.1:8546");
    expect(screen.frame()).toContain("› Another address");
    await screen.press("Up", "Up");
    expect(draft().backend).toBe("ws://127.0.0.1:9944");
    await screen.press("Down", "Down");
    expect(draft().backend).toBe("ws://127.0.0.1:8546");
  });

  it("asks twice for a server that does not answer, once where it was said not to run yet", async () => {
    const url = "ws://127.0.0.1:9945";
    const facts = { answers: false, kind: "none", label: "nothing", error: "refused" } as const;
    const dead: readonly WizardEvent[] = [
      { type: "BACKENDS", backends: [{ url, typed: true, facts }], searched: true },
      { type: "SET", patch: { backend: url } },
      ...enters(1),
    ];
    const { screen, walk } = await wizardAt(dead);
    await screen.press("Enter");
    expect(walk()).toBe("backend");
    expect(screen.frame()).toContain("It does not answer. Enter again sets up anyway");
    await screen.press("Enter");
    expect(walk()).toBe("names");
    const later = await wizardAt(dead);
    await later.screen.press("Down", "Ctrl-U", url, "Enter");
    expect(later.walk()).toBe("names");
  });

  it("tests again on t", async () => {
    const { screen, actor } = await screenAt(1);
    await screen.press("t");
    expect(actor.getSnapshot().context.testedAgain).toBe(1);
  });
});

describe("names", () => {
  it("shows each record in its place as it becomes known", async () => {
    const { screen, actor } = await screenAt(2);
    await screen.press("Ctrl-U", "rpc.example.com");
    const before = screen.frame().split("\n");
    const place = before.findIndex((line) => line.includes("looking it up"));
    actor.send({ type: "NAMES", names: { "rpc.example.com": { a: ["198.51.100.7"], aaaa: [] } } });
    const after = (await screen.until("another box")).split("\n");
    expect(after[place]).toContain("!  A      198.51.100.7    another box");
    expect(screen.frame()).toContain("Do this: set this A record to 203.0.113.10, or take the name out.");
  });

  it("does not call a private box's public record wrong", async () => {
    const facts = found.find((event) => event.type === "FACTS");
    if (facts?.type !== "FACTS") throw new Error("no facts");
    const { screen } = await wizardAt([
      { ...facts, facts: { ...facts.facts, addresses: ["10.0.0.5"] } },
      { type: "SET", patch: { names: "n.example.com" } },
      { type: "NAMES", names: { "n.example.com": { a: ["198.51.100.7"], aaaa: [] } } },
      ...enters(2),
    ]);
    expect(screen.frame()).toContain("198.51.100.7    right, if that leads on to this box");
  });

  it("waits for this box's own name without calling the empty field wrong", async () => {
    const { screen, actor, walk } = await wizardAt(enters(2));
    expect(screen.frame()).toContain("looking up this box's own name");
    await screen.press("Enter");
    expect(walk()).toBe("names");
    expect(screen.frame()).toContain("a moment, or type one");
    actor.send({ type: "SUGGEST", patch: { names: "node.example.com" } });
    await screen.until("› node.example.com");
    await screen.press("Enter");
    expect(walk()).toBe("proxy");
  });

  it("refuses in one line below the field, at once when Enter asks", async () => {
    const { screen, walk } = await screenAt(2);
    await screen.press("Ctrl-U", "127.1", "Enter");
    expect(screen.frame()).toContain("127.1 is no address; did you mean 127.0.0.1?");
    await screen.press("Ctrl-R");
    expect(walk()).toBe("names");
  });

  it("takes a name that looks like another only after a y", async () => {
    const { screen, walk, actor } = await screenAt(2);
    await screen.press("Ctrl-U");
    await screen.paste("pоlkadot.example.com");
    await screen.press("Enter");
    expect(walk()).toBe("names");
    expect(screen.frame()).toContain("xn--plkadot-9ig.example.com. y if you mean it.");
    await screen.press("n");
    expect(actor.getSnapshot().context.draft.names).toBe("pоlkadot.example.comn");
    await screen.press("Backspace", "Enter", "y");
    expect(walk()).toBe("proxy");
    expect(actor.getSnapshot().context.confirmed).toEqual(["pоlkadot.example.com"]);
  });

  it("offers the box's own addresses with Down, and gives the typed name back with Up", async () => {
    const { screen, draft } = await screenAt(2);
    await screen.press("Down");
    expect(draft().names).toBe("203.0.113.10");
    expect(screen.frame()).toContain("an address of this box");
    await screen.press("Down");
    expect(draft().names).toBe("2001:db8::10");
    await screen.press("Up", "Up");
    expect(draft().names).toBe("node.example.com");
  });

  it("puts the cursor where the next letter goes, by the width of what stands there", async () => {
    const { screen } = await screenAt(2);
    await screen.press("Ctrl-U", "名前.example.com", "Left");
    expect(screen.cursor()).toEqual({ column: 3 + 15, row: 5 });
    await screen.press("Home");
    expect(screen.cursor()).toEqual({ column: 3, row: 5 });
    await screen.press("Right");
    expect(screen.cursor()).toEqual({ column: 5, row: 5 });
    await screen.press("F1");
    expect(screen.cursor()).toBeUndefined();
  });
});

describe("proxy", () => {
  it("shows what cannot be taken, and says why", async () => {
    const { screen, draft, walk } = await screenAt(3);
    await screen.press("Down");
    expect(draft().proxy).toBe("haproxy");
    expect(screen.frame()).toContain("Why HAProxy");
    await screen.press("Down", "Enter");
    expect(walk()).toBe("proxy");
    expect(draft().proxy).toBe("haproxy");
    expect(screen.frame()).toContain("Caddy: not in Debian 11");
    await screen.press("Up", "Enter");
    expect(walk()).toBe("certificate");
  });
});

describe("limits", () => {
  it("are stepped, typed and turned off where they stand", async () => {
    const { screen, draft } = await screenAt(5);
    await screen.press("Right");
    expect(draft().connectionsPerIp).toBe(100);
    await screen.press("7", "5");
    expect(draft().connectionsPerIp).toBe(75);
    expect(screen.frame()).toContain("the 76th is refused");
    await screen.press("Down", "o");
    expect(draft().handshakesPerSecond).toBe(false);
    await screen.press("Left", "0");
    expect(screen.frame()).toContain("0 would refuse everyone; use o for off.");
  });

  it("name the web pages in a field that opens and closes", async () => {
    const { screen, draft, walk } = await screenAt(5);
    await screen.press("Down", "Down", "Right");
    await screen.press("https://app.example.com/", "Enter");
    expect(screen.frame()).toMatch(/an origin has no path; take\n +https:\/\/app\.example\.com\./);
    await screen.press("Backspace", "Enter");
    expect(draft().origins).toBe("https://app.example.com");
    expect(screen.frame()).toContain("1 page");
    await screen.press("Enter");
    expect(walk()).toBe("firewall");
  });
});

describe("firewall", () => {
  it("shows the rules, or the commands, and what it means to leave it alone", async () => {
    const { screen, draft } = await screenAt(6);
    await screen.press("c");
    expect(screen.frame()).toContain(" iptables -I INPUT -p tcp --dport 80");
    await screen.press("Down");
    expect(draft().firewall).toBe("none");
    expect(screen.frame()).toContain("as long as 443 is shut");
  });
});
