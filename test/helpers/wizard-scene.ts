import { createActor } from "xstate";
import type { FoundBackend, PreflightRow, WizardInput } from "../../src/wizard/context.ts";
import { emptyDraft } from "../../src/wizard/draft.ts";
import type { WizardEvent } from "../../src/wizard/events.ts";
import { wizardMachine } from "../../src/wizard/machine.ts";
import { emptyBox } from "./facts.ts";

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

export const found: readonly WizardEvent[] = [
  { type: "PREFLIGHT", rows },
  {
    type: "FACTS",
    facts: emptyBox,
    proxies: [
      {
        id: "nginx",
        title: "nginx",
        tag: "recommended · 1.22.1, to install",
        text: "a new certificate drops no connection; 48 KB a connection",
        why: "Why nginx: nothing else uses 80 and 443 here, and the distribution keeps it patched.",
      },
      {
        id: "haproxy",
        title: "HAProxy",
        tag: "2.6, to install",
        text: "the least memory: 21 KB a connection; no web server, only a proxy",
        why: "Why HAProxy: nothing else uses 80 and 443 here, and the distribution keeps it patched.",
      },
      {
        id: "caddy",
        title: "Caddy",
        tag: "to install",
        text: "gets its own certificates; putting in yours drops connections",
        why: "",
        unfit: "not in Debian 11",
      },
    ],
    sources: [
      {
        id: "self-signed",
        title: "self-signed",
        tag: "recommended",
        text: "works at once, offline; each client must be told to trust it",
        why: "The one source of this release: it needs nobody outside this box.",
      },
    ],
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
        "iptables -I INPUT -p tcp --dport 80 -m comment --comment wss-setup -j ACCEPT",
        "ip6tables -I INPUT -p tcp --dport 80 -m comment --comment wss-setup -j ACCEPT",
        "iptables -I INPUT -p tcp --dport 443 -m comment --comment wss-setup -j ACCEPT",
        "ip6tables -I INPUT -p tcp --dport 443 -m comment --comment wss-setup -j ACCEPT",
      ],
      notes: [],
    },
  },
  { type: "BACKENDS", backends, searched: true },
  { type: "SUGGEST", patch: { names: "node.example.com", backend: "ws://127.0.0.1:9944" } },
  { type: "NAMES", names: { "node.example.com": { a: ["203.0.113.10"], aaaa: ["2001:db8::10"] } } },
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
