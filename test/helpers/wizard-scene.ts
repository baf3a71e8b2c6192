import { createActor } from "xstate";
import { sourceChoices } from "../../src/wizard/choices.ts";
import type { FoundBackend, OwnRoot, PreflightRow, WizardInput } from "../../src/wizard/context.ts";
import { type Draft, emptyDraft } from "../../src/wizard/draft.ts";
import type { WizardEvent } from "../../src/wizard/events.ts";
import { wizardMachine } from "../../src/wizard/machine.ts";
import { emptyBox } from "./facts.ts";
import { offeredProxies } from "./offered-proxies.ts";

/** One operator, one box: what a runner would have found out on a fresh bookworm with a Polkadot node. */
export const rows: readonly PreflightRow[] = [
  { id: "system", title: "System", state: "ok", text: "Debian GNU/Linux 12 (bookworm), amd64, systemd" },
  { id: "rights", title: "Rights", state: "ok", text: "root" },
  { id: "ports", title: "Ports", state: "ok", text: "80 and 443 are free" },
  { id: "firewall", title: "Firewall", state: "ok", text: "iptables, 6 rules" },
  { id: "addresses", title: "Addresses", state: "ok", text: "203.0.113.10 and 2001:db8::10" },
  { id: "backend", title: "Backend", state: "checking", text: "trying what listens here" },
  {
    id: "apt",
    title: "apt",
    state: "warning",
    text: "busy with unattended-upgrades: nothing to do, Apply waits for it",
  },
];

export const backends: readonly FoundBackend[] = [
  {
    url: "ws://127.0.0.1:9944",
    process: "polkadot",
    pid: 812,
    facts: {
      answers: true,
      kind: "substrate",
      label: "Polkadot node, 38 peers",
      milliseconds: 2,
      unsafeRpc: true,
    },
  },
  {
    url: "ws://127.0.0.1:8546",
    process: "geth",
    pid: 640,
    facts: { answers: true, kind: "ethereum", label: "Ethereum node (geth)", milliseconds: 1 },
  },
];

/** Every source that the contract knows. */
export const offered = sourceChoices(
  (["files", "own-ca", "certbot", "self-signed"] as const).map((id) => ({ id })),
);

/** Where the scene's name leads, and that nobody forbids an authority to issue for it. */
export const leadsHere = { a: ["203.0.113.10"], aaaa: ["2001:db8::10"], caa: [] } as const;

export const found: readonly WizardEvent[] = [
  { type: "PREFLIGHT", rows },
  {
    type: "FACTS",
    facts: emptyBox,
    proxies: offeredProxies,
    sources: offered,
  },
  {
    type: "FIREWALL",
    firewall: {
      title: "iptables, IPv4 and IPv6",
      rules: [
        "IPv4  tcp port 80  accept",
        "IPv6  tcp port 80  accept",
        "IPv4  tcp port 443  accept",
        "IPv6  tcp port 443  accept",
      ],
      commands: [
        "iptables -I INPUT -p tcp -m tcp --dport 80 -m comment --comment wss-setup -j ACCEPT",
        "ip6tables -I INPUT -p tcp -m tcp --dport 80 -m comment --comment wss-setup -j ACCEPT",
        "iptables -I INPUT -p tcp -m tcp --dport 443 -m comment --comment wss-setup -j ACCEPT",
        "ip6tables -I INPUT -p tcp -m tcp --dport 443 -m comment --comment wss-setup -j ACCEPT",
      ],
      notes: [],
    },
  },
  { type: "BACKENDS", backends, searched: true },
  { type: "SUGGEST", patch: { names: "node.example.com", backend: "ws://127.0.0.1:9944" } },
  { type: "NAMES", names: { "node.example.com": leadsHere } },
];

/** A wizard without a runner: whatever happens on the box is sent by the test. */
export function wizard(events: readonly WizardEvent[] = found, input: Partial<WizardInput> = {}) {
  const actor = createActor(wizardMachine, {
    input: { mode: "set-up", draft: emptyDraft, configured: false, ...input },
  }).start();
  for (const event of events) actor.send(event);
  return actor;
}

/** As many Enters as lead from the first screen to the n-th. */
export function enters(count: number): readonly WizardEvent[] {
  return Array.from({ length: count }, () => ({ type: "NEXT" }));
}

/** The root of an own CA that an earlier run left, as its probe tells of it. */
export const root: OwnRoot = {
  fingerprint: "3f9a61c27d5be8040c1d2e3f405162738495a6b7c8d9eafb0c1d2e3f40516273",
  names: ["node.example.com"],
  notAfter: "2036-11-18T06:00:00.000Z",
  protected: true,
  keyPresent: true,
};

/** The same box with that root on it. */
export function withRoot(seen: Partial<OwnRoot> = {}): WizardEvent {
  const sources = { "own-ca": { root: { ...root, ...seen } } };
  const facts = found.find((event) => event.type === "FACTS");
  if (facts?.type !== "FACTS") throw new Error("no facts");
  return { ...facts, facts: { ...facts.facts, sources } };
}

/** At the certificate, with a source marked. */
export function marking(source: Draft["source"], ...before: readonly WizardEvent[]): readonly WizardEvent[] {
  return [...found, ...before, { type: "SET", patch: { source } }, ...enters(4)];
}
