import { describe, expect, it } from "vitest";
import { restartWaits } from "../../../src/core/plan-findings.ts";
import { editedPreview } from "../../helpers/job-scene.ts";
import { withRoot } from "../../helpers/wizard-scene.ts";
import { converse } from "./conversation.ts";
import { expectGolden } from "./golden.ts";
import { enters, firewall, geth, input, node, planned, preview, row, rows, seen } from "./scene.ts";

describe("check", () => {
  it("Given looks that take a while, When they end, Then it says so once and tells what was found", async () => {
    const talk = converse(input, { type: "PREFLIGHT", rows: [row("rights", "", { state: "checking" })] });
    await talk.until("checking: this box.");
    talk.send(...seen);
    await talk.answer("3");
    await talk.answer("x");
    await talk.answer("");
    await talk.until(/Step 2 of 8(.|\n)*: $/);
    expect(talk.actor.getSnapshot().value.walk).toBe("backend");
    await expectGolden(talk, "check");
  });

  it("Given no root, When Enter is typed, Then it goes on under sudo", async () => {
    const notRoot = row("rights", "you are not root. Enter goes on under sudo and keeps your answers.", {
      state: "failed",
      stops: "not-root",
    });
    const talk = converse(input, { type: "PREFLIGHT", rows: [notRoot] });
    await talk.answer("r");
    await talk.answer("");
    await talk.over;
    expect(talk.actor.getSnapshot().value.walk).toBe("elevated");
    await expectGolden(talk, "check-not-root");
  });

  it("Given a platform that cannot work, When anything is typed, Then only leaving is left", async () => {
    const system = row("system", "Fedora 42. Supported: Debian 11-13.", {
      state: "failed",
      stops: "unsupported",
    });
    const talk = converse(input, { type: "PREFLIGHT", rows: [system] });
    await talk.answer("1");
    await talk.answer("b");
    await talk.answer("q");
    await talk.answer("");
    await talk.over;
    await expectGolden(talk, "check-unsupported");
  });

  it("Given a draft of an earlier start, When Enter is typed, Then it goes on there with that", async () => {
    const saved = { draft: { ...input.draft, names: "kept.example.com" }, at: "names" } as const;
    const talk = converse({ ...input, saved }, { type: "PREFLIGHT", rows });
    await talk.answer("");
    await talk.until("Step 3 of 8");
    talk.send({ type: "SUGGEST", patch: { names: "box.example.com" } });
    expect(talk.actor.getSnapshot().context.draft.names).toBe("kept.example.com");
    await talk.until("checking: where the names lead.");
    await expectGolden(talk, "check-saved");
  });

  it("Given a box whose search still runs, When the review is chosen, Then it waits for what the box suggests", async () => {
    const talk = converse(input, { type: "PREFLIGHT", rows });
    await talk.answer("2");
    await talk.until("checking: what this box suggests.");
    expect(talk.actor.getSnapshot().value.walk).toBe("check");
    talk.send({ type: "BACKENDS", backends: [node], searched: true });
    await talk.until("Step 8 of 8");
    expect(talk.actor.getSnapshot().value.walk).toBe("review");
  });
});

describe("backend", () => {
  it("Given two servers, When the second is chosen, Then the draft has its URL", async () => {
    const talk = converse(input, ...seen, ...enters(1));
    await talk.answer("2");
    await talk.until(/Step 3 of 8(.|\n)*: $/);
    expect(talk.actor.getSnapshot().context.draft.backend).toBe(geth.url);
    await expectGolden(talk, "backend");
  });

  it("Given a node with unsafe calls, When t is typed, Then it is tried again and told anew", async () => {
    const talk = converse(input, ...seen, ...enters(1));
    await talk.answer("t");
    await talk.until("checking: a handshake with ws://127.0.0.1:9944.");
    expect(talk.actor.getSnapshot().context.testedAgain).toBe(1);
    const facts = {
      answers: true,
      kind: "substrate",
      label: "Polkadot node, 39 peers, in sync",
      unsafeRpc: false,
    } as const;
    talk.send({ type: "BACKENDS", backends: [{ ...node, facts }, geth], searched: true });
    await talk.until(/: $/);
    await expectGolden(talk, "backend-again");
  });

  it("Given a typed URL, When nothing answers there, Then it is said and can be accepted", async () => {
    const talk = converse(
      input,
      ...seen.slice(0, 3),
      { type: "BACKENDS", backends: [], searched: true },
      ...enters(1),
    );
    await talk.answer("1");
    await talk.answer("localhost:80a");
    await talk.answer("b");
    await talk.answer("");
    await talk.answer("ws://127.0.0.1:9955");
    await talk.until("checking: a handshake with ws://127.0.0.1:9955.");
    const facts = {
      answers: false,
      kind: "none",
      label: "does not answer",
      error: "Nothing listens on 127.0.0.1:9955. Is the node running?",
    } as const;
    const dead = { url: "ws://127.0.0.1:9955", typed: true, facts } as const;
    talk.send({ type: "BACKENDS", backends: [dead], searched: true });
    await talk.answer("2", /Set up anyway(.|\n)*: $/);
    await talk.until("checking: ");
    talk.send({ type: "BACKENDS", backends: [{ ...dead, facts: { ...facts } }], searched: true });
    await talk.answer("");
    await talk.until(/Step 3 of 8(.|\n)*: $/);
    await expectGolden(talk, "backend-dead");
  });

  it("Given no server yet, When it is not running yet, Then its URL is taken without a try", async () => {
    const talk = converse(input, ...seen, ...enters(1));
    await talk.answer("4");
    await talk.answer("ws://127.0.0.1:9000");
    await talk.until(/Step 3 of 8(.|\n)*: $/);
    expect(talk.actor.getSnapshot().context.draft.backend).toBe("ws://127.0.0.1:9000");
    await expectGolden(talk, "backend-later");
  });
});

describe("names", () => {
  it("Given the box's own name, When Enter is typed, Then it is taken", async () => {
    const talk = converse(input, ...seen, ...enters(2));
    await talk.answer("");
    await talk.until(/Step 4 of 8(.|\n)*: $/);
    await expectGolden(talk, "names");
  });

  it("Given a name that cannot be one, When it is typed, Then one line says why and asks again", async () => {
    const talk = converse(input, ...seen, ...enters(2));
    await talk.answer("node_1.example.com");
    await talk.answer("wss://node.example.com");
    await talk.answer("127.1");
    await talk.until("did you mean 127.0.0.1?");
    expect(talk.actor.getSnapshot().context.draft.names).toBe("node.example.com");
    await talk.until(/: $/);
    await expectGolden(talk, "names-refused");
  });

  it("Given a record that points elsewhere, When the name is typed, Then it warns and still can go on", async () => {
    const talk = converse(input, ...seen, ...enters(2));
    await talk.answer("node.example.com, rpc.example.com, gone.example.com, 203.0.113.10");
    await talk.until("checking: where the names lead.");
    talk.send({
      type: "NAMES",
      names: {
        "rpc.example.com": { a: ["198.51.100.7"], aaaa: [] },
        "gone.example.com": { a: [], aaaa: [], error: "ENOTFOUND" },
      },
    });
    await talk.answer("2", /Type another name(.|\n)*: $/);
    await talk.answer("203.0.113.10");
    await talk.until(/Step 4 of 8(.|\n)*: $/);
    await expectGolden(talk, "names-elsewhere");
  });

  it("Given a name that looks like another, When it is typed, Then it takes a yes of its own", async () => {
    const name = "pоlkadot.example.com";
    const talk = converse(input, ...seen, ...enters(2));
    await talk.answer(name);
    await talk.answer("");
    await talk.answer(name);
    await talk.answer("2", /I mean this one(.|\n)*: $/);
    await talk.until("checking: where the names lead.");
    expect(talk.actor.getSnapshot().context.confirmed).toEqual([name]);
    talk.send({ type: "NAMES", names: { [name]: { a: ["203.0.113.10"], aaaa: [] } } });
    await talk.until(/Step 4 of 8(.|\n)*: $/);
    await expectGolden(talk, "names-lookalike");
  });
});

describe("proxy and certificate", () => {
  it("Given a proxy that cannot be taken, When it is chosen, Then its reason is the refusal", async () => {
    const talk = converse(input, ...seen, ...enters(3));
    await talk.answer("7");
    await talk.answer("2");
    await talk.answer("1");
    await talk.until(/Step 5 of 8(.|\n)*: $/);
    await expectGolden(talk, "proxy");
  });

  it("Given the certificates, When another is chosen, Then the draft has it", async () => {
    const talk = converse(input, ...seen, ...enters(4));
    await talk.answer("4");
    await talk.until(/Where are your certificate and its key(.|\n)*: $/);
    expect(talk.actor.getSnapshot().context.draft.source).toBe("files");
    await expectGolden(talk, "certificate");
  });

  it("Given a record that is another box, When the question comes, Then Let's Encrypt says why not yet", async () => {
    const elsewhere = { "node.example.com": { a: ["203.0.113.10"], aaaa: ["2001:db8::99"], caa: [] } };
    const talk = converse(input, ...seen, { type: "NAMES", names: elsewhere }, ...enters(4));
    await talk.until(/default 2\): $/);
    await expectGolden(talk, "certificate-not-yet");
  });

  it("Given a bare domain, When w is typed, Then its www is a name too and is looked at", async () => {
    const bare = [
      { type: "SET", patch: { names: "example.com", source: "certbot" } },
      { type: "NAMES", names: { "example.com": { a: ["203.0.113.10"], aaaa: [], caa: [] } } },
    ] as const;
    const talk = converse(input, ...seen, ...bare, ...enters(4));
    await talk.answer("w", "w add www.example.com");
    await talk.until("checking: where the names lead.");
    expect(talk.actor.getSnapshot().context.draft.names).toBe("example.com, www.example.com");
    talk.send({ type: "NAMES", names: { "www.example.com": { a: ["203.0.113.10"], aaaa: [], caa: [] } } });
    await talk.until(/ok: www.example.com is this box over IPv4(.|\n)*: $/);
  });
});

describe("terms", () => {
  const atTerms = [...seen, { type: "SET", patch: { source: "certbot" } }, ...enters(5)] as const;

  it("Given the terms, When an empty line is typed, Then nothing is agreed to and the pair is self-signed", async () => {
    const talk = converse(input, ...atTerms);
    await talk.answer("", /default 1\): $/);
    await talk.until("Step 6 of 8");
    expect(talk.actor.getSnapshot().context.draft).toMatchObject({
      source: "self-signed",
      agreeTerms: false,
    });
    await expectGolden(talk, "terms");
  });

  it("Given an e-mail that cannot be one, When it is put right and y is typed, Then both are answered", async () => {
    const talk = converse(input, ...atTerms);
    await talk.answer("e");
    await talk.answer("--help@b.com");
    await talk.answer("ops@example.com", /hyphen(.|\n)*: $/);
    await talk.answer("y", /Account: ops(.|\n)*: $/);
    await talk.until("Step 6 of 8");
    expect(talk.actor.getSnapshot().context.draft).toMatchObject({
      source: "certbot",
      agreeTerms: true,
      acmeServer: "production",
      email: "ops@example.com",
    });
    await expectGolden(talk, "terms-yes");
  });

  it("Given the terms, When s is typed, Then the staging server is asked", async () => {
    const talk = converse(input, ...atTerms);
    await talk.answer("s");
    await talk.until("Step 6 of 8");
    expect(talk.actor.getSnapshot().context.draft).toMatchObject({ agreeTerms: true, acmeServer: "staging" });
  });
});

describe("the own CA", () => {
  const atAuthority = [...seen, { type: "SET", patch: { source: "own-ca" } }, ...enters(5)] as const;

  it("Given a new root, When its passphrase is typed twice, Then it is for the run alone and never shown", async () => {
    const talk = converse(input, ...atAuthority);
    await talk.answer("3");
    await talk.answer(" correct horse ", /Passphrase \(.*: $/);
    await talk.answer("correct house", /Once more: $/);
    await talk.answer(" correct horse ", /not the same(.|\n)*Passphrase \(.*: $/);
    await talk.answer(" correct horse ", /Once more: $/);
    await talk.until("Step 6 of 8");
    const { draft, secrets } = talk.actor.getSnapshot().context;
    expect(secrets).toEqual({ caPassphrase: " correct horse " });
    expect(draft.caKey).toBe("offline");
    expect(talk.transcript()).not.toMatch(/horse|house/);
    await expectGolden(talk, "own-ca");
  });

  it("Given a root that is there, When its passphrase is wrong three times, Then it leads back and says so", async () => {
    const talk = converse(input, ...seen, withRoot(), ...atAuthority.slice(seen.length));
    for (const left of [/the last\?|Its passphrase/, /2 tries left/, /1 try left/]) {
      await talk.answer("wrong", new RegExp(`${left.source}(.|\n)*: $`));
      await talk.until("checking: the passphrase.");
      talk.send({ type: "PASSPHRASE", ok: false });
    }
    await talk.until(/Three times the wrong passphrase(.|\n)*: $/);
    expect(talk.actor.getSnapshot().value.walk).toBe("certificate");
    await expectGolden(talk, "own-ca-wrong");
  });

  it("Given a root that is there, When its passphrase is right, Then it goes on by itself", async () => {
    const talk = converse(input, ...seen, withRoot(), ...atAuthority.slice(seen.length));
    await talk.answer("right", /Its passphrase.*: $/);
    await talk.until("checking: the passphrase.");
    talk.send({ type: "PASSPHRASE", ok: true });
    await talk.until("Step 6 of 8");
  });

  it("Given a secret that is being typed, When Ctrl-C is pressed, Then the terminal shows letters again", async () => {
    const talk = converse(input, ...seen, withRoot(), ...atAuthority.slice(seen.length));
    await talk.until(/Its passphrase.*: $/);
    talk.interrupt();
    await talk.answer("2", /Leave\?(.|\n)*: $/);
    expect(talk.transcript()).toMatch(/: 2\n/);
  });
});

describe("my own files", () => {
  it("Given two paths, When what is seen fails and is put right, Then it goes on", async () => {
    const talk = converse(input, ...seen, { type: "SET", patch: { source: "files" } }, ...enters(5));
    const pair = { certificateFile: "/etc/ssl/node.pem", keyFile: "/etc/ssl/node.key" };
    await talk.answer("node.pem", /Certificate, .*: $/);
    await talk.answer(pair.certificateFile, /beginning with(.|\n)*: $/);
    await talk.answer(pair.keyFile, /Key, .*: $/);
    await talk.until("checking: both files.");
    const wrong = { state: "failed", text: "The key does not belong to this certificate." } as const;
    talk.send({ type: "OWN_FILES", ...pair, findings: [wrong] });
    await talk.answer("", /does not belong(.|\n)*Certificate, .*: $/);
    await talk.answer("/etc/ssl/other.key", /Key, .*: $/);
    await talk.until("checking: both files.");
    const fine = { state: "ok", text: "node.pem is for node.example.com" } as const;
    talk.send({ type: "OWN_FILES", ...pair, keyFile: "/etc/ssl/other.key", findings: [fine] });
    await talk.until("Step 6 of 8");
    await expectGolden(talk, "own-files");
  });
});

describe("limits", () => {
  it("Given the values, When each is changed, Then the draft has them and the list shows them", async () => {
    const talk = converse(input, ...seen, ...enters(5));
    const changes = [
      ["2", "0", "off"],
      ["3", "many", "25"],
      ["4", "https://app.example.com/", "https://app.example.com"],
      ["5", "2"],
      ["6", "2s", "6h"],
      ["7", "2"],
      ["8", "4"],
      ["2", "b"],
    ];
    for (const line of changes.flat()) await talk.answer(line);
    await talk.answer("");
    await talk.until(/Step 7 of 8(.|\n)*: $/);
    expect(talk.actor.getSnapshot().context.draft).toMatchObject({
      connectionsPerIp: false,
      handshakesPerSecond: 25,
      origins: "https://app.example.com",
      redirectHttp: false,
      idleTimeout: "6h",
      profile: "modern",
      dhparam: "generate",
    });
    await expectGolden(talk, "limits");
  });
});

describe("firewall", () => {
  it("Given rules to add, When c is typed and then it is left alone, Then the commands are told and none is wanted", async () => {
    const talk = converse(input, ...seen, ...enters(6));
    await talk.answer("c");
    await talk.answer("2");
    await talk.until("Step 8 of 8");
    expect(talk.actor.getSnapshot().context.draft.firewall).toBe("none");
    await talk.until("checking: what has to be done.");
    await expectGolden(talk, "firewall");
  });

  it("Given a firewall that is open, When the limits are taken, Then the question does not come up", async () => {
    const open = { type: "FIREWALL", firewall: { ...firewall, rules: [] } } as const;
    const talk = converse(input, ...seen, open, ...enters(5));
    await talk.answer("");
    await talk.until("Step 8 of 8");
    expect(talk.transcript()).not.toContain("Step 7 of 8");
  });
});

describe("review", () => {
  it("Given a plan, When it is looked through and an answer is changed, Then it comes back with the new plan", async () => {
    const talk = converse(input, ...seen, { type: "REVIEW" });
    await talk.until("checking: what has to be done.");
    talk.send(planned);
    await talk.answer("d");
    await talk.answer("");
    await talk.answer("3", /End of the change(.|\n)*: $/);
    await talk.answer("5");
    await talk.answer("", /Step 6 of 8(.|\n)*: $/);
    await talk.until(/Step 8 of 8(.|\n)*: $/);
    await expectGolden(talk, "review");
  });

  it("Given a plan, When the answers are saved, Then what came of it is said", async () => {
    const talk = converse(input, ...seen, { type: "REVIEW" }, planned);
    await talk.answer("2");
    await talk.answer("");
    await talk.until("checking: the file.");
    expect(talk.actor.getSnapshot().context.saveAs).toEqual({ file: "./answers.yaml" });
    talk.send({ type: "NOTICE", text: "./answers.yaml exists. Other name: answers-2.yaml" });
    await talk.until(/: $/);
    await expectGolden(talk, "review-save");
  });

  it("Given something that waits for a restart, When it is allowed, Then the plan is made anew and it can be taken back", async () => {
    const plan = {
      ...preview.plan,
      warnings: [{ id: restartWaits, text: "The old limits hold until a restart." }],
    };
    const talk = converse(
      input,
      ...seen,
      { type: "REVIEW" },
      { type: "PLANNED", preview: { ...preview, plan } },
    );
    await talk.answer("3", /3\. Restart too: closes the connections that are open\.(.|\n)*: $/);
    await talk.until("checking: what has to be done.");
    expect(talk.actor.getSnapshot().context.mayRestart).toBe(true);
    talk.send(planned);
    await talk.answer("3", /3\. Reload only(.|\n)*: $/);
    await talk.until("checking: what has to be done.");
    expect(talk.actor.getSnapshot().context.mayRestart).toBe(false);
    talk.send(planned);
    await talk.until(/3\. Change an answer\.(.|\n)*: $/);
  });

  it("Given a file that other hands edited, When it is looked at and ours is taken, Then the plan is made anew", async () => {
    const talk = converse(input, ...seen, { type: "REVIEW" }, { type: "PLANNED", preview: editedPreview });
    await talk.answer("d");
    await talk.answer("");
    await talk.answer("2", /End of the change(.|\n)*: $/);
    await talk.until("checking: what has to be done.");
    const [file] = editedPreview.edited ?? [];
    expect(talk.actor.getSnapshot().context.decisions).toEqual([{ ...file, how: "take" }]);
    talk.send(planned);
    await talk.until(/1\. Apply(.|\n)*: $/);
    await expectGolden(talk, "review-edited");
  });

  it("Given a file that other hands edited, When both are wanted, Then the merge is decided on", async () => {
    const talk = converse(input, ...seen, { type: "REVIEW" }, { type: "PLANNED", preview: editedPreview });
    await talk.answer("3");
    await talk.until("checking: what has to be done.");
    const [file] = editedPreview.edited ?? [];
    expect(talk.actor.getSnapshot().context.decisions).toEqual([{ ...file, how: "merge" }]);
  });

  it("Given a file that both changed alike, When the review opens, Then there is no merge and it says why", async () => {
    const edited = editedPreview.edited?.map((file) => ({ ...file, merge: "conflict" as const }));
    const preview = { ...editedPreview, ...(edited && { edited }) };
    const talk = converse(input, ...seen, { type: "REVIEW" }, { type: "PLANNED", preview });
    await talk.answer("3", /No merge: both changed the same lines\.(.|\n)*2\. Take ours(.|\n)*: $/);
    expect(talk.actor.getSnapshot().context.decisions).toEqual([]);
  });

  it("Given answers without a plan, When the review opens, Then it says why and offers no Apply", async () => {
    const problem = {
      kind: "operator",
      message: "backend: that is this proxy itself",
      next: "name another",
      exitCode: 64,
    } as const;
    const talk = converse(input, ...seen, { type: "REVIEW" }, { type: "NO_PLAN", problem });
    await talk.answer("");
    await talk.answer("1");
    await talk.until(/Step 2 of 8(.|\n)*: $/);
    await expectGolden(talk, "review-problem");
  });

  it("Given a plan that is still being made, When Enter is typed meanwhile, Then nothing is applied unseen", async () => {
    const talk = converse(input, ...seen, { type: "REVIEW" });
    await talk.answer("", "checking: what has to be done.");
    talk.send(planned);
    await talk.until(/default 1\): $/);
    expect(talk.actor.getSnapshot().value.walk).toBe("review");
  });

  it("Given a dry run, When the review is taken, Then it ends in what would happen", async () => {
    const talk = converse({ ...input, mode: "dry-run" }, ...seen, { type: "REVIEW" }, planned);
    await talk.answer("");
    await talk.answer("d", /nothing stays behind(.|\n)*: $/);
    await talk.answer("2");
    await talk.answer("2", /nothing stays behind(.|\n)*: $/);
    await talk.answer("");
    await talk.until("checking: the file.");
    talk.send({ type: "NOTICE", text: "Saved." });
    await talk.answer("");
    await talk.over;
    expect(talk.actor.getSnapshot().context.result).toBe("preview");
    await expectGolden(talk, "preview");
  });

  it("Given a demo, When the review opens, Then it says that the firewall is only shown", async () => {
    const rule = { action: "create", noun: "firewall", title: "port 443/tcp over IPv4", why: "" } as const;
    const plan = { ...preview.plan, warnings: [], left: ["/etc/nginx/nginx.conf"] };
    const shown = { ...preview, plan, changes: [rule] };
    const talk = converse(
      { ...input, mode: "demo" },
      ...seen,
      { type: "REVIEW" },
      { type: "PLANNED", preview: shown },
    );
    await talk.until(/: $/);
    await expectGolden(talk, "review-demo");
  });

  it("Given nothing to do, When the review opens, Then it says that", async () => {
    const nothing = { ...preview, sentence: "Nothing to do: all is as you want it.", changes: [] };
    const talk = converse(input, ...seen, { type: "REVIEW" }, { type: "PLANNED", preview: nothing });
    await talk.answer("d");
    await talk.until(/No text changes(.|\n)*: $/);
    await expectGolden(talk, "review-nothing");
  });
});
