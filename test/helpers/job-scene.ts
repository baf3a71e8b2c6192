import type { CertificateAnswers } from "../../src/core/answers.ts";
import type { Step } from "../../src/core/step.ts";
import type { Check } from "../../src/verify/check.ts";
import type {
  FailureView,
  InstalledCertificate,
  MenuStatus,
  Preview,
  PreviewChange,
  Progress,
  ProgressStep,
  WizardInput,
} from "../../src/wizard/context.ts";
import { emptyDraft } from "../../src/wizard/draft.ts";
import type { WizardEvent } from "../../src/wizard/events.ts";
import { someAnswers } from "./facts.ts";
import { found } from "./wizard-scene.ts";

const nginxConf = `--- /etc/nginx/nginx.conf
+++ /etc/nginx/nginx.conf
@@ -1,9 +1,10 @@
 user www-data;
 worker_processes auto;
+worker_rlimit_nofile 65536;
 pid /run/nginx.pid;
 include /etc/nginx/modules-enabled/*.conf;

 events {
-	worker_connections 768;
+	worker_connections 20480;
 	# multi_accept on;
 }
`;

/** A file of so many lines, one of them too long for any window. */
function newFile(path: string, count: number): string {
  const lines = Array.from({ length: count }, (_, line) =>
    line === 7 ? `+    # ${"a long line that goes on ".repeat(6)}` : `+    directive_${line + 1} value;`,
  );
  return `--- /dev/null\n+++ ${path}\n@@ -0,0 +1,${count} @@\n${lines.join("\n")}\n`;
}

const site = "/etc/nginx/sites-available/wss-setup.conf";

export const changes: readonly PreviewChange[] = [
  {
    action: "create",
    noun: "packages",
    title: "nginx 1.22.1",
    why: "The proxy that carries the connections.",
  },
  ...[4, 6].flatMap((family) =>
    [80, 443].map(
      (port): PreviewChange => ({
        action: "create",
        noun: "firewall",
        title: `port ${port}/tcp over IPv${family}`,
        why: "Clients reach the endpoint.",
      }),
    ),
  ),
  {
    action: "create",
    noun: "cert",
    title: "self-signed certificate for node.example.com",
    why: "It proves nothing to strangers, but encrypts as well as any.",
    diff: "+++ /etc/ssl/certs/wss-setup.crt\n+(certificate for node.example.com)\n+++ /etc/ssl/private/wss-setup.key\n+(private key, 0600)\n",
  },
  {
    action: "create",
    noun: "file",
    title: "/etc/ssl/certs/wss-setup-dhparam.pem",
    why: "A standard group (RFC 7919).",
    diff: newFile("/etc/ssl/certs/wss-setup-dhparam.pem", 13),
  },
  { action: "create", noun: "file", title: site, why: "The endpoint's own site.", diff: newFile(site, 62) },
  {
    action: "create",
    noun: "link",
    title: "/etc/nginx/sites-enabled/wss-setup.conf",
    why: "nginx reads what is linked here.",
  },
  {
    action: "delete",
    noun: "link",
    title: "/etc/nginx/sites-enabled/default",
    why: "Debian's welcome page would answer for every name.",
  },
  {
    action: "update",
    noun: "file",
    title: "/etc/nginx/nginx.conf",
    why: "Each client takes two sockets; the old number stops at 766 clients.",
    diff: nginxConf,
  },
  {
    action: "create",
    noun: "folder",
    title: "/etc/wss-setup",
    why: "The settings of this endpoint live here.",
  },
  {
    action: "create",
    noun: "file",
    title: "/etc/wss-setup/answers.yaml",
    why: "The answers are kept for rotate, status and the next run.",
    diff: newFile("/etc/wss-setup/answers.yaml", 14),
  },
  {
    action: "update",
    noun: "service",
    title: "nginx: start now and at boot",
    why: "The endpoint is there after a reboot too.",
  },
];

const issue: Step = {
  kind: "IssueCertificate",
  id: "certificate",
  title: "self-signed certificate for node.example.com",
  why: "It encrypts.",
  action: "create",
  undo: "exact",
  source: "self-signed",
  names: ["node.example.com"],
  key: "rsa",
  days: 365,
  certificateFile: "/etc/ssl/certs/wss-setup.crt",
  keyFile: "/etc/ssl/private/wss-setup.key",
};

export const preview: Preview = {
  plan: {
    format: 1,
    answers: someAnswers,
    steps: [issue],
    problems: [],
    warnings: [],
    drift: [],
    left: [],
  },
  sentence: "14 changes: 11 to add, 2 to change, 1 to remove",
  changes,
  endpoints: ["wss://node.example.com"],
  answersText: "backend: ws://127.0.0.1:9944\n",
};

/** The same on a box where other hands edited a file of ours. */
export const editedPreview: Preview = {
  ...preview,
  sentence: "2 changes: 0 to add, 2 to change, 0 to remove",
  plan: { ...preview.plan, drift: [site] },
  edited: [{ path: site, sha256: "ab", merge: "clean" }],
  changes: [
    {
      action: "update",
      noun: "file",
      title: site,
      why: "The endpoint's own site.",
      diff: `--- ${site}
+++ ${site}
@@ What other hands changed since the last run @@
@@ -7,4 +7,4 @@
     server_name node.example.com;
     ssl_certificate /etc/ssl/certs/wss-setup.crt;
-    limit_conn wss_setup 50;
+    limit_conn wss_setup 90;
     ssl_protocols TLSv1.2 TLSv1.3;
@@ What ours would change of that @@
@@ -6,5 +6,5 @@
     listen 443 ssl;
-    server_name node.example.com;
+    server_name node.example.com rpc.example.com;
     ssl_certificate /etc/ssl/certs/wss-setup.crt;
-    limit_conn wss_setup 90;
+    limit_conn wss_setup 50;
     ssl_protocols TLSv1.2 TLSv1.3;
@@ What a merge would change of that instead @@
@@ -6,3 +6,3 @@
     listen 443 ssl;
-    server_name node.example.com;
+    server_name node.example.com rpc.example.com;
     ssl_certificate /etc/ssl/certs/wss-setup.crt;
`,
    },
    {
      action: "update",
      noun: "service",
      title: "nginx: load the new configuration",
      why: "A reload takes the new files and drops no connection.",
    },
  ],
};

/** From the first screen to the review, with its plan. */
export const reviewed: readonly WizardEvent[] = [...found, { type: "REVIEW" }, { type: "PLANNED", preview }];

/** The moment that the frames are drawn at, in milliseconds since the epoch. */
export const now = Date.parse("2026-11-21T06:00:19.000Z");

const titles: readonly (readonly [string, ProgressStep["kind"], number?])[] = [
  ["Keep what is there now, so that undo can restore it", "CreateDirectory", 300],
  ["Wait for apt (unattended-upgrades had it)", "InstallPackages", 6_000],
  ["Install nginx", "InstallPackages"],
  ["Open ports 80 and 443", "OpenPort"],
  ["Write the key exchange file", "WriteFile"],
  ["Make a self-signed certificate for node.example.com", "IssueCertificate"],
  ["Write the nginx configuration", "WriteFile"],
  ["Link the site", "Symlink"],
  ["Test the nginx configuration", "ValidateConfig"],
  ["Start nginx", "Service"],
  ["Prove the endpoint", "Verify"],
];

/** The run while so many steps are done and the next one runs. */
export function progressAt(done: number, state: ProgressStep["state"] = "running"): Progress {
  return {
    steps: titles.map(([title, kind, milliseconds = 1_200], place) => {
      if (place < done) return { title, kind, state: "done", startedAt: now - 19_000, milliseconds };
      if (place === done) return { title, kind, state, startedAt: now - 13_000 };
      return { title, kind, state: "to-do" };
    }),
    log: [
      "Reading package lists...",
      "Unpacking nginx (1.22.1-9+deb12u2) ...",
      "Setting up nginx (1.22.1-9+deb12u2) ...",
    ],
    tail: ["Unpacking nginx (1.22.1-9+deb12u2) ...", "Setting up nginx (1.22.1-9+deb12u2) ..."],
    lineAt: now - 2_000,
  };
}

/** In the middle of the run. */
export const applying: readonly WizardEvent[] = [
  ...reviewed,
  { type: "APPLY" },
  { type: "PROGRESS", progress: progressAt(2) },
];

export const checks: readonly Check[] = [
  {
    id: "tls:203.0.113.10",
    title: "IPv4 203.0.113.10:443",
    status: "ok",
    seen: "TLS 1.3, the certificate is the one on disk, 9 ms",
  },
  {
    id: "tls:2001:db8::10",
    title: "IPv6 [2001:db8::10]:443",
    status: "ok",
    seen: "TLS 1.3, the certificate is the one on disk, 9 ms",
  },
  {
    id: "websocket:203.0.113.10",
    title: "WebSocket over IPv4",
    status: "ok",
    seen: "upgraded, a ping came back, 14 ms",
  },
  {
    id: "websocket:2001:db8::10",
    title: "WebSocket over IPv6",
    status: "ok",
    seen: "upgraded, a ping came back, 15 ms",
  },
  {
    id: "backend",
    title: "Behind it",
    status: "ok",
    seen: "Polkadot node, 38 peers, the same as directly",
  },
  {
    id: "redirect",
    title: "http://node.example.com",
    status: "ok",
    seen: "is sent to https (301), challenges are not, 3 ms",
  },
  {
    id: "unsafe-rpc",
    title: "Unsafe calls",
    status: "warning",
    seen: "system_peers was answered through the endpoint",
    cause: "This node answers unsafe calls: anyone who can connect could use them.",
    fix: "systemctl list-units --type=service",
  },
];

/** In the proof, so many checks told. */
export function proving(count = checks.length): readonly WizardEvent[] {
  return [
    ...applying,
    { type: "PROGRESS", progress: progressAt(10) },
    { type: "STEP", kind: "Verify" },
    ...checks.slice(0, count).map((check) => ({ type: "CHECK", check }) as const),
  ];
}

export const noMirror: FailureView = {
  kind: "outside",
  message: "apt-get could not install nginx.",
  said: "E: Failed to fetch http://deb.example/pool/nginx.deb\nTemporary failure resolving 'deb.example'",
  next: "resolvectl status",
  exitCode: 1,
  step: "Install nginx",
};

export const deadBackend: FailureView = {
  kind: "outside",
  message: "WebSocket over IPv4: the backend refuses connections",
  said: 'wss://node.example.com gave "502 Bad Gateway" after 3 ms',
  next: "systemctl start polkadot",
  exitCode: 1,
  backendDown: true,
  step: "Prove the endpoint",
};

/** A step failed. */
export const stuckInStep: readonly WizardEvent[] = [
  ...applying,
  { type: "PROGRESS", progress: progressAt(2, "failed") },
  { type: "STUCK", failure: noMirror },
];

/** The proof failed. */
export function stuckInProof(failure: FailureView = deadBackend): readonly WizardEvent[] {
  return [
    ...proving(2),
    { type: "PROGRESS", progress: progressAt(10, "failed") },
    { type: "STUCK", failure },
  ];
}

export const proven: readonly WizardEvent[] = [
  ...proving(),
  { type: "PROGRESS", progress: progressAt(11) },
  { type: "DONE" },
];

/** The same with another certificate, which ends on 19 Feb 2027. */
export function provenWith(certificate: CertificateAnswers): readonly WizardEvent[] {
  const issued = { ...issue, source: certificate.source } as Step;
  const plan = { ...preview.plan, steps: [issued], answers: { ...someAnswers, certificate } };
  return proven.map((event) => {
    if (event.type === "PLANNED") return { ...event, preview: { ...preview, plan } };
    return event.type === "DONE" ? { ...event, until: "2027-02-19T05:00:00.000Z" } : event;
  });
}

/** What is served before a rotation. */
export const installed: InstalledCertificate = {
  certificate: {
    names: ["node.example.com", "rpc.example.com"],
    notBefore: "2026-11-09T10:00:00.000Z",
    notAfter: "2027-02-08T10:00:00.000Z",
    fingerprint: "ab",
    key: "rsa",
    selfSigned: true,
    issuer: "CN=node.example.com",
    keyMatches: true,
  },
  daysLeft: 78,
};

export const configured: Partial<WizardInput> = {
  configured: true,
  draft: { ...emptyDraft, names: "node.example.com" },
};

export const status: MenuStatus = {
  endpoints: ["wss://node.example.com"],
  proxy: "nginx",
  daysLeft: 78,
  sockets: 214,
  ok: true,
  lastRun: "2026-11-09T10:00:00.000Z",
  lastKind: "set-up",
  interrupted: false,
  owned: [
    ...["service nginx", "port 443/tcp over IPv4", "port 443/tcp over IPv6"],
    ...["/etc/nginx/nginx.conf", "/etc/nginx/sites-available/wss-setup.conf", "/etc/wss-setup/answers.yaml"],
  ],
  checks: [
    { id: "certificate", title: "Certificate", status: "ok", seen: "self-signed, 78 days left" },
    { id: "files", title: "Files", status: "ok", seen: "all as wss-setup left them" },
    ...checks,
  ],
};

export const atMenu: readonly WizardEvent[] = [{ type: "STATUS", status }];
