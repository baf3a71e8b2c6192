import { sourceChoices } from "../../../src/wizard/choices.ts";
import type {
  FirewallPreview,
  FoundBackend,
  PreflightRow,
  Preview,
  Progress,
  ProgressStep,
  WizardInput,
} from "../../../src/wizard/context.ts";
import { emptyDraft } from "../../../src/wizard/draft.ts";
import type { WizardEvent } from "../../../src/wizard/events.ts";
import { emptyBox, someAnswers } from "../../helpers/facts.ts";
import { offeredProxies } from "../../helpers/offered-proxies.ts";

/** A fresh box, as the runner would tell of it. */

export const input: WizardInput = { mode: "set-up", draft: emptyDraft, configured: false };

export function row(id: PreflightRow["id"], text: string, more: Partial<PreflightRow> = {}): PreflightRow {
  return { id, title: id.charAt(0).toUpperCase() + id.slice(1), state: "ok", text, ...more };
}

export const rows: readonly PreflightRow[] = [
  row("system", "Debian 12 (bookworm), amd64, systemd"),
  row("rights", "root"),
  row("ports", "80 and 443 are free"),
  row("backend", "Polkadot node, 38 peers, in sync at ws://127.0.0.1:9944"),
  row("apt", "busy with unattended-upgrades: nothing to do, Apply waits for it", {
    title: "apt",
    state: "warning",
  }),
];

export const sources = sourceChoices(
  (["certbot", "self-signed", "own-ca", "files"] as const).map((id) => ({ id })),
);

export const node: FoundBackend = {
  url: "ws://127.0.0.1:9944",
  process: "polkadot",
  pid: 812,
  facts: {
    answers: true,
    kind: "substrate",
    label: "Polkadot node, 38 peers, in sync",
    milliseconds: 2,
    unsafeRpc: true,
  },
};

export const geth: FoundBackend = {
  url: "ws://127.0.0.1:8546",
  facts: { answers: true, kind: "ethereum", label: "Ethereum node (geth), block 23,845,120" },
};

export const firewall: FirewallPreview = {
  title: "iptables, IPv4 and IPv6",
  rules: ["IPv4  tcp port 80  accept", "IPv4  tcp port 443  accept"],
  commands: [
    "iptables -I INPUT -p tcp --dport 80 -j ACCEPT",
    "iptables -I INPUT -p tcp --dport 443 -j ACCEPT",
  ],
  notes: ["ufw is installed and not active"],
};

export const preview: Preview = {
  plan: {
    format: 1,
    answers: someAnswers,
    steps: [],
    problems: [],
    warnings: [{ id: "dns", text: "rpc.example.com leads to another box", next: "set its A record" }],
    drift: [],
    left: [],
  },
  sentence: "3 changes: 2 to add, 1 to change, 0 to remove",
  changes: [
    { action: "create", noun: "packages", title: "nginx 1.22.1", why: "It carries the connections." },
    {
      action: "update",
      noun: "file",
      title: "/etc/nginx/nginx.conf",
      why: "Each client takes two sockets.",
      diff: "--- /etc/nginx/nginx.conf\n+++ /etc/nginx/nginx.conf\n@@ -1,3 +1,4 @@\n user www-data;\n+worker_rlimit_nofile 65536;\n-    worker_connections 768;\n+    worker_connections 20480;\n",
    },
    {
      action: "create",
      noun: "file",
      title: "/etc/wss-setup/answers.yaml",
      why: "The answers are kept.",
      diff: "--- /dev/null\n+++ /etc/wss-setup/answers.yaml\n@@ -0,0 +1 @@\n+backend: ws://127.0.0.1:9944\n",
    },
  ],
  endpoints: ["wss://node.example.com"],
  answersText: "backend: ws://127.0.0.1:9944\n",
};

export const planned: WizardEvent = { type: "PLANNED", preview };

/** All that the runner sends on a fresh box before the first answer. */
export const seen: readonly WizardEvent[] = [
  { type: "PREFLIGHT", rows },
  { type: "FACTS", facts: emptyBox, proxies: offeredProxies, sources },
  { type: "FIREWALL", firewall },
  { type: "BACKENDS", backends: [node, geth], searched: true },
  { type: "SUGGEST", patch: { names: "node.example.com", backend: node.url } },
  { type: "NAMES", names: { "node.example.com": { a: ["203.0.113.10"], aaaa: ["2001:db8::10"], caa: [] } } },
];

/** Enter, so many times. */
export function enters(times: number): readonly WizardEvent[] {
  return Array.from({ length: times }, () => ({ type: "NEXT" }));
}

/** Up to the box being changed. */
export const applying: readonly WizardEvent[] = [...seen, { type: "REVIEW" }, planned, { type: "APPLY" }];

/** How far three steps have come. */
export function progress(...states: readonly (ProgressStep["state"] | Partial<ProgressStep>)[]): WizardEvent {
  const known = [
    { title: "nginx 1.22.1", deed: "Install nginx 1.22.1", kind: "InstallPackages" },
    {
      title: "/etc/wss-setup/answers.yaml",
      deed: "Write /etc/wss-setup/answers.yaml",
      kind: "WriteFile",
    },
    { title: "prove the endpoint", deed: "Prove the endpoint", kind: "Verify" },
  ] as const;
  const steps = known.map((step, index): ProgressStep => {
    const state = states[index] ?? "to-do";
    if (typeof state !== "string") return { ...step, state: "to-do", ...state };
    return { ...step, state, ...(state === "failed" ? { startedAt: 0 } : {}) };
  });
  const told: Progress = { steps, log: ["Unpacking nginx ...", "\u{1b}[32mSetting up nginx ...\u{1b}[0m"] };
  return { type: "PROGRESS", progress: told };
}
