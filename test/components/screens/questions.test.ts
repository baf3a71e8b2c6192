import { describe, expect, it } from "vitest";
import type { Step } from "../../../src/core/step.ts";
import { emptyDraft } from "../../../src/wizard/draft.ts";
import type { WizardEvent } from "../../../src/wizard/events.ts";
import { preview } from "../../helpers/job-scene.ts";
import { wizardAt } from "../../helpers/open-wizard.ts";
import { enters, found, leadsHere, marking, root, rows, withRoot } from "../../helpers/wizard-scene.ts";

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

  it("calls no record missing that could not be looked up", async () => {
    const unknown = { a: [], aaaa: [], error: "no DNS server answered" };
    const names: WizardEvent = { type: "NAMES", names: { "node.example.com": unknown } };
    const { screen } = await wizardAt([...found, names, ...enters(2)]);
    expect(screen.frame()).toMatch(/! +A +not known: no DNS server answered\n/);
    expect(screen.frame()).toMatch(/! +AAAA +not known: no DNS server answered\n/);
  });

  it("offers this box's address only until it stands in the field", async () => {
    const { screen } = await wizardAt([...found, ...enters(2)]);
    expect(screen.frame()).toContain("No domain?");
    await screen.press("Down");
    expect(screen.frame()).toContain("› 203.0.113.10");
    expect(screen.frame()).not.toContain("No domain?");
  });

  it("names in the help only the keys that work", async () => {
    const { screen } = await wizardAt([...found, ...enters(2)]);
    await screen.press("F1");
    expect(screen.frame()).toContain("Help: names");
    expect(screen.frame()).not.toMatch(/^ (y|l) /m);
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
    await screen.press("Down", "Down");
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

describe("certificate", () => {
  it("adds the www of a bare domain on w, and offers it no more", async () => {
    const { screen, draft } = await wizardAt(
      marking(
        "certbot",
        { type: "SET", patch: { names: "example.com" } },
        { type: "NAMES", names: { "example.com": leadsHere } },
      ),
    );
    expect(screen.frame()).toContain("w add www.");
    await screen.press("w");
    expect(draft().names).toBe("example.com, www.example.com");
    expect(screen.frame()).not.toContain("w add www.");
    expect(screen.frame()).toContain("looking the names up");
  });

  it("offers no www where the domain is not a bare one, or another source is marked", async () => {
    const { screen, draft } = await wizardAt(marking("certbot"));
    await screen.press("w");
    expect(draft().names).toBe("node.example.com");
    const registry = await wizardAt(marking("certbot", { type: "SET", patch: { names: "example.co.uk" } }));
    expect(registry.screen.frame()).toContain("www.example.co.uk");
    await registry.screen.press("Down");
    expect(registry.screen.frame()).not.toContain("www.example.co.uk");
  });

  it("recommends what works: the reason stands in the row of what does not", async () => {
    const elsewhere = { ...leadsHere, aaaa: ["2001:db8::99"] };
    const { screen } = await wizardAt([
      ...found,
      { type: "NAMES", names: { "node.example.com": elsewhere } },
      ...enters(4),
    ]);
    expect(screen.frame()).toMatch(/Let's Encrypt +not yet: its AAAA record is another box/);
    expect(screen.frame()).toMatch(/› Self-signed +recommended/);
  });

  it("says where no authority can be asked at all: for a name without a dot", async () => {
    const { screen, walk, draft } = await wizardAt([
      ...found,
      { type: "SET", patch: { names: "myhost" } },
      ...enters(4),
    ]);
    expect(screen.frame()).toContain("no authority knows a name without a dot: myhost");
    await screen.press("1", "Enter");
    expect(walk()).toBe("certificate");
    expect(draft().source).toBe("self-signed");
  });

  it("recommends no authority for an address, and says what a certificate for one takes", async () => {
    const { screen } = await wizardAt([
      ...marking("certbot", { type: "SET", patch: { names: "203.0.113.10" } }),
    ]);
    expect(screen.frame()).toContain("203.0.113.10 is an address: its certificate lasts 160 hours at a time");
    expect(screen.frame()).toMatch(/ {2}Self-signed +recommended/);
  });
});

describe("terms", () => {
  const atTerms = () => wizardAt([...marking("certbot"), ...enters(1)]);

  it("Enter alone never agrees: it takes the self-signed pair", async () => {
    const { screen, walk, draft } = await atTerms();
    await screen.press("Enter");
    expect(walk()).toBe("limits");
    expect(draft()).toMatchObject({ source: "self-signed", agreeTerms: false });
  });

  it.each([
    [["y"], "production"],
    [["Down", "Enter"], "production"],
    [["2", "Enter"], "production"],
    [["s"], "staging"],
  ])("%j is the operator's own yes", async (keys, acmeServer) => {
    const { screen, walk, draft } = await atTerms();
    await screen.press(...keys);
    expect(walk()).toBe("limits");
    expect(draft()).toMatchObject({ source: "certbot", agreeTerms: true, acmeServer });
    await screen.press("Esc");
    expect(walk()).toBe("terms");
    await screen.press("Enter");
    expect(draft()).toMatchObject({ source: "certbot", agreeTerms: true, acmeServer });
  });

  it("Ctrl-R at the certificate takes the self-signed pair, and says that the terms still wait", async () => {
    const { screen, walk, draft } = await wizardAt(marking("certbot"));
    await screen.press("Ctrl-R");
    expect(walk()).toBe("review");
    expect(draft()).toMatchObject({ source: "self-signed", agreeTerms: false });
    expect(screen.frame()).toContain("Let's Encrypt waits for your yes to its terms (step 5)");
  });

  it("letters are text while the e-mail has the cursor, and a wrong one holds the yes back", async () => {
    const { screen, walk, draft } = await atTerms();
    await screen.press("Tab");
    await screen.paste("--help@b.com\n");
    await screen.press("s", "y", "Enter");
    expect(draft()).toMatchObject({ email: "--help@b.com sy", agreeTerms: false });
    expect(screen.frame()).toContain("an e-mail cannot begin with a hyphen.");
    await screen.press("Ctrl-U", "bad", "Ctrl-U", "ops@example.com", "Enter", "y");
    expect(walk()).toBe("limits");
    expect(draft().email).toBe("ops@example.com");
  });

  it("goes back to the certificate, and names another server than Let's Encrypt", async () => {
    const server = { type: "SET", patch: { acmeServer: "https://acme.example.org/directory" } } as const;
    const { screen, walk, draft } = await wizardAt([...marking("certbot", server), ...enters(1)]);
    await screen.press("s");
    expect(walk()).toBe("terms");
    await screen.press("y");
    expect(draft().acmeServer).toBe("https://acme.example.org/directory");
    await screen.press("Esc", "Esc");
    expect(walk()).toBe("certificate");
  });

  it("do not come up where the yes was given at the start", async () => {
    const { screen, walk } = await wizardAt(marking("certbot"), {
      input: { draft: { ...emptyDraft, agreeTerms: true } },
    });
    expect(screen.frame()).not.toContain("terms on the next page");
    await screen.press("Enter");
    expect(walk()).toBe("limits");
  });
});

describe("a new root", () => {
  const atRoot = () => wizardAt([...marking("own-ca"), ...enters(1)]);
  const secrets = ({ actor }: Awaited<ReturnType<typeof atRoot>>) => actor.getSnapshot().context.secrets;

  it("gets no passphrase by Enter alone, and says what that means", async () => {
    const at = await atRoot();
    expect(at.screen.frame()).toContain("No passphrase: then the certificate renews by itself");
    await at.screen.press("Enter");
    expect(at.walk()).toBe("limits");
    expect(secrets(at)).toBeUndefined();
  });

  it("gets one that is typed twice, shown as dots and kept for the run alone", async () => {
    const at = await atRoot();
    await at.screen.press("tr0ub4dor", "Enter");
    await at.screen.paste("tr0ub4dor\n");
    expect(at.screen.frame()).toMatch(/Passphrase +•{9}\n.*Once more +•{9}\n/);
    await at.screen.press("Enter");
    expect(at.walk()).toBe("limits");
    expect(secrets(at)).toEqual({ caPassphrase: "tr0ub4dor" });
    expect(at.screen.written()).not.toContain("tr0ub4dor");
    expect(JSON.stringify(at.draft())).not.toContain("tr0ub4dor");
    // What was typed is there again, as with any other field.
    await at.screen.press("Esc");
    expect(at.screen.frame()).toMatch(/Passphrase +•{9}\n/);
    await at.screen.press("Ctrl-U", "Tab", "Ctrl-U", "Enter");
    expect(secrets(at)).toBeUndefined();
  });

  it("refuses two that differ, and one to be carried away without any", async () => {
    const at = await atRoot();
    await at.screen.press("one", "Down", "two", "Enter");
    expect(at.walk()).toBe("authority");
    expect(at.screen.frame()).toContain("The two are not the same");
    await at.screen.press("Ctrl-U", "Up", "Ctrl-U", "Up", "o");
    expect(at.draft().caKey).toBe("offline");
    await at.screen.press("Enter");
    expect(at.walk()).toBe("authority");
    expect(at.screen.frame()).toContain("A key that is carried away needs a passphrase");
    await at.screen.press("Down", "Down", "Left", "Enter");
    expect(at.draft().caKey).toBe("keep");
    expect(at.walk()).toBe("limits");
  });

  it("says words for the dots to a screen reader", async () => {
    const { screen } = await wizardAt([...marking("own-ca"), ...enters(1)], { screenReader: true });
    await screen.press("tr0ub4dor");
    expect(screen.frame()).toContain("passphrase: 9 letters");
    expect(screen.written()).not.toContain("tr0ub4dor");
  });
});

describe("a root that is there", () => {
  const atRoot = () => wizardAt([...marking("own-ca", withRoot()), ...enters(1)]);

  it("is asked for its passphrase once, and goes on by itself when that is right", async () => {
    const { screen, actor, walk } = await atRoot();
    await screen.press("Enter");
    expect(screen.frame()).toContain("Type its passphrase first");
    await screen.press("tr0ub4dor", "Enter");
    expect(actor.getSnapshot().context.passphrase.state).toBe("checking");
    await screen.press("Enter", "x");
    expect(walk()).toBe("authority");
    actor.send({ type: "PASSPHRASE", ok: true });
    expect(walk()).toBe("limits");
    expect(screen.written()).not.toContain("tr0ub4dor");
  });

  it("counts the tries, and leads back to the certificate after the third", async () => {
    const { screen, actor, walk } = await atRoot();
    for (const left of ["2 tries", "1 try"]) {
      await screen.press("wrong", "Enter");
      actor.send({ type: "PASSPHRASE", ok: false });
      await screen.until(`wrong passphrase, ${left} left`);
      expect(actor.getSnapshot().context.secrets).toBeUndefined();
    }
    await screen.press("wrong", "Enter");
    actor.send({ type: "PASSPHRASE", ok: false });
    await screen.until("Three times the wrong passphrase");
    expect(walk()).toBe("certificate");
  });

  it("is not asked for a word where it has none, and a new one is made where it does not fit", async () => {
    const open = await wizardAt(marking("own-ca", withRoot({ protected: false })));
    expect(open.screen.frame()).toContain("fits: it stays");
    await open.screen.press("Enter");
    expect(open.walk()).toBe("limits");
    for (const other of [{ names: ["other.example.com"] }, { notAfter: "2027-01-01T00:00:00.000Z" }]) {
      const { screen, walk } = await wizardAt(marking("own-ca", withRoot(other)));
      expect(screen.frame()).toContain("a new one is made");
      await screen.press("Enter");
      expect(walk()).toBe("authority");
      expect(screen.frame()).toContain("Once more");
    }
  });

  it("is asked for before the run where the question was jumped over, and then the run begins", async () => {
    const issue = { ...preview.plan.steps[0], source: "own-ca" } as Step;
    const certificate = { source: "own-ca", key: "rsa", days: 365, caKey: "keep" } as const;
    const plan = { ...preview.plan, steps: [issue], answers: { ...preview.plan.answers, certificate } };
    const { screen, actor, walk } = await wizardAt([
      ...marking("own-ca", withRoot()),
      { type: "REVIEW" },
      { type: "PLANNED", preview: { ...preview, plan, root } },
    ]);
    await screen.press("Enter");
    expect(walk()).toBe("authority");
    await screen.press("Esc");
    expect(walk()).toBe("review");
    await screen.press("Enter", "right", "Enter");
    actor.send({ type: "PASSPHRASE", ok: true });
    expect(walk()).toBe("apply");
  });
});

describe("my own files", () => {
  const pair = { certificateFile: "/etc/ssl/node.pem", keyFile: "/etc/ssl/node.key" };

  it("takes both paths, one after the other, and stays while something failed", async () => {
    const { screen, actor, walk, draft } = await wizardAt([...marking("files"), ...enters(1)]);
    await screen.press("Enter");
    expect(screen.frame()).toContain("a path is missing");
    await screen.press("node.pem", "Tab", "Tab", "Enter", "Enter");
    expect(screen.frame()).toContain("give the whole path, beginning with /.");
    await screen.press("Ctrl-U");
    await screen.paste(pair.certificateFile);
    await screen.press("Enter", "Ctrl-U");
    await screen.paste(pair.keyFile);
    expect(draft()).toMatchObject(pair);
    expect(screen.frame()).toContain("looking at both");
    const failed = { state: "failed", text: "It ended on 3 March 2026." } as const;
    actor.send({ type: "OWN_FILES", ...pair, findings: [failed] });
    await screen.until("✗  It ended on 3 March 2026.");
    await screen.press("Enter");
    expect(walk()).toBe("ownFiles");
    expect(screen.frame().match(/It ended on 3 March 2026\./g)).toHaveLength(2);
    const warning = { state: "warning", text: "It ends in 9 days." } as const;
    actor.send({ type: "OWN_FILES", ...pair, findings: [warning] });
    await screen.until("It ends in 9 days.");
    await screen.press("Enter");
    expect(walk()).toBe("limits");
  });

  it("are asked for before the review, for nobody can make a path up", async () => {
    const { screen, walk } = await wizardAt(marking("files"));
    await screen.press("Ctrl-R");
    expect(walk()).toBe("ownFiles");
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
    expect(screen.frame()).toMatch(/ iptables -I INPUT -p tcp -m tcp --dport 80 .*\\\n +-j ACCEPT\n/);
    await screen.press("Down");
    expect(draft().firewall).toBe("none");
    expect(screen.frame()).toContain("as long as 443 is shut");
  });
});
