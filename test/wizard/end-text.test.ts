import { describe, expect, it } from "vitest";
import { verbs } from "../../src/cli/verbs.ts";
import type { Preview, WizardContext } from "../../src/wizard/context.ts";
import { doneText, endedText, previewText } from "../../src/wizard/end-text.ts";
import { someAnswers } from "../helpers/facts.ts";
import { checks, preview, proven, provenWith, reviewed, stuckInStep } from "../helpers/job-scene.ts";
import { wizard } from "../helpers/wizard-scene.ts";

const certbot = { source: "certbot", agreeTerms: true, challenge: "webroot", key: "ecdsa" } as const;
const done = wizard(proven).getSnapshot().context;

function provenFor(names: readonly string[], endpoints: readonly string[]): Preview {
  return { ...preview, endpoints, plan: { ...preview.plan, answers: { ...someAnswers, names } } };
}

function withBackend(facts: NonNullable<WizardContext["backends"][number]["facts"]>): WizardContext {
  return { ...done, backends: [{ url: done.draft.backend, pid: 812, facts }] };
}

const libp2p = { answers: true, kind: "libp2p", label: "libp2p listener" } as const;

describe("what stays in the scroll-back after a proof", () => {
  it("names the endpoint, what was seen, and how to go on", () => {
    expect(doneText(done).split("\n").slice(0, 7)).toEqual([
      "Your endpoint works:",
      "  wss://node.example.com",
      "",
      "ok: proven over IPv4 and IPv6: upgraded, a ping came back, 14 ms",
      "ok: Polkadot node, 38 peers, the same as directly",
      "ok: certificate made here, good for 365 days",
      "warning: Unsafe calls: This node answers unsafe calls: anyone who can connect could use them.",
    ]);
    expect(doneText(done)).toContain("copy /etc/wss-setup/answers.yaml, change names, apply -a FILE");
    expect(doneText(done)).toContain("open https://node.example.com once and accept the certificate.");
    expect(doneText(done)).toContain("https://polkadot.js.org/apps/?rpc=wss%3A%2F%2Fnode.example.com");
  });

  it.each([
    [{ ...certbot, server: "production" }, "ok: certificate to 19 Feb 2027, renews itself"],
    [
      { ...certbot, server: "staging" },
      "warning: certificate of the staging server to 19 Feb 2027: browsers do not trust it",
    ],
    [
      { source: "own-ca", key: "rsa", days: 365, caKey: "keep" },
      "ok: certificate of your own CA, to 19 Feb 2027",
    ],
    [
      { source: "files", certificateFile: "/a.pem", keyFile: "/a.key" },
      "ok: your own certificate to 19 Feb 2027; replace the files, then wss-setup rotate",
    ],
  ] as const)("says what the certificate of %o is worth, and for how long", (certificate, line) => {
    expect(doneText(wizard(provenWith(certificate)).getSnapshot().context)).toContain(`\n${line}\n`);
  });

  it("tells how devices come to trust an own CA, and nobody else to accept anything", () => {
    const ownCa = { source: "own-ca", key: "rsa", days: 365, caKey: "keep" } as const;
    const text = doneText(wizard(provenWith(ownCa)).getSnapshot().context);
    expect(text).toContain("install the root on your devices: wss-setup trust");
    expect(text).toContain("other devices fetch it from https://node.example.com/");
    expect(text).not.toContain("accept");
    const trusted = doneText(wizard(provenWith({ ...certbot, server: "production" })).getSnapshot().context);
    expect(trusted).not.toMatch(/accept|install/);
  });

  it("offers only commands that are built", () => {
    const built = new Set(verbs.map(({ name }) => name));
    const named = [...doneText(done).matchAll(/ wss-setup ([a-z-]+)/g)].map(([, verb]) => verb);
    expect(named).toContain("remove");
    expect(named.filter((verb) => !built.has(verb as string))).toEqual([]);
  });

  it("keeps the port of an endpoint that listens elsewhere", () => {
    const text = doneText({
      ...done,
      preview: provenFor(["wss.localhost"], ["wss://wss.localhost:8443"]),
    });
    expect(text).toContain("  wss://wss.localhost:8443");
    expect(text).toContain("open https://wss.localhost:8443 once");
    expect(text).toContain("?rpc=wss%3A%2F%2Fwss.localhost%3A8443");
  });

  it("speaks of a demo as over: nothing to try, to undo or to rotate", () => {
    const text = doneText({ ...done, mode: "demo" });
    expect(text).toMatch(/^The demo is over\. Its endpoint was proven:\n {2}wss:\/\/node\.example\.com\n/);
    expect(text).toContain("wss-setup demo --yes");
    expect(text).not.toMatch(/undo|answers\.yaml|accept|polkadot\.js/);
  });

  it("gives the apps page to Substrate alone", () => {
    const { facts } = done.backends[1] as (typeof done.backends)[number];
    expect(doneText(withBackend(facts as NonNullable<typeof facts>))).not.toContain("polkadot.js.org");
  });

  it.each([
    ["node.example.com", "wss://node.example.com", "/dns/node.example.com/tcp/443/wss/p2p/12D3KooW"],
    ["203.0.113.10", "wss://203.0.113.10", "/ip4/203.0.113.10/tcp/443/wss/p2p/12D3KooW"],
    ["2001:db8::10", "wss://[2001:db8::10]:8443", "/ip6/2001:db8::10/tcp/8443/wss/p2p/12D3KooW"],
  ])("gives peers of %s its libp2p address", (name, endpoint, address) => {
    const text = doneText({
      ...withBackend({ ...libp2p, peerId: "12D3KooW" }),
      preview: provenFor([name], [endpoint]),
    });
    expect(text).toContain(`${address}\n`);
    expect(text).not.toContain("PEER-ID");
  });

  it("takes the peer's identity from the same process, else says where it is found", () => {
    const alone = withBackend(libp2p);
    expect(doneText(alone)).toContain("/p2p/PEER-ID\n");
    expect(doneText(alone)).toContain("Local node identity is");
    const rpc = { answers: true, kind: "substrate", label: "Polkadot", peerId: "12D3KooWrpc" } as const;
    const twin = { url: "ws://127.0.0.1:9933", facts: rpc };
    const same = { ...alone, backends: [...alone.backends, { ...twin, pid: 812 }] };
    expect(doneText(same)).toContain("/p2p/12D3KooWrpc\n");
    const other = { ...alone, backends: [...alone.backends, { ...twin, pid: 813 }] };
    expect(doneText(other)).toContain("/p2p/PEER-ID\n");
  });

  it("says that the server behind it is silent, each cause once", () => {
    const silent = checks.map((check) =>
      check.id.startsWith("websocket:")
        ? { ...check, status: "warning" as const, cause: "Nothing listens on 127.0.0.1:9944." }
        : check,
    );
    const text = doneText({ ...done, checks: silent });
    expect(text).toContain("Your endpoint is ready; the server behind it does not answer yet.");
    expect(text.match(/Nothing listens/g)).toHaveLength(1);
    expect(text).not.toContain("proven over");
  });
});

describe("what stays after a run that was taken back", () => {
  it("is one sentence where all is well", () => {
    const context = { ...done, failure: undefined, left: [], job: "remove" } as unknown as WizardContext;
    expect(endedText(context)).toBe("Taken back. What was there before is back.");
  });

  it("names the error, what was said, what is left and what helps", () => {
    const failure = {
      kind: "outside",
      message: "It broke.",
      said: "no",
      next: "fix it",
      exitCode: 3,
    } as const;
    const ended = wizard([
      ...stuckInStep,
      { type: "TAKE_BACK" },
      { type: "ENDED", failure, left: ["/etc/x"] },
    ]);
    expect(endedText(ended.getSnapshot().context)).toBe("It broke.\nIt said: no\n/etc/x\nDo this: fix it");
  });
});

describe("what stays after a dry run", () => {
  it("is every change, every warning, and how to do it", () => {
    const dry = wizard([...reviewed, { type: "APPLY" }], { mode: "dry-run" }).getSnapshot().context;
    const text = previewText(dry);
    expect(text).toContain("14 changes: 11 to add, 2 to change, 1 to remove");
    expect(text).toContain("  -  link      /etc/nginx/sites-enabled/default\n");
    expect(text).toContain("warning: The node answers unsafe calls");
    expect(text).toContain("To do it: wss-setup apply -a answers.yaml --yes");
    expect(previewText({ ...dry, saveAs: { file: "/root/a.yaml" } })).toContain(
      "apply -a /root/a.yaml --yes",
    );
  });

  it("is a word also before there was a plan", () => {
    expect(previewText(wizard([], { mode: "dry-run" }).getSnapshot().context)).toContain(
      "Nothing was changed.",
    );
  });
});
