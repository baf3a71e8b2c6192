import { createHash } from "node:crypto";
import type { CertificateSourceId } from "../core/answers.ts";
import { bracketed } from "../core/bracketed.ts";
import type { BackendFacts } from "../core/facts.ts";
import { publicPath, rootDownloads } from "../core/landing-page.ts";
import { paths } from "../core/paths.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import { type TrustSteps, trustSteps } from "./trust-steps.ts";

/** What a page is about. */
export interface Page {
  /** A name or an address; the script shows the one that was opened. */
  readonly name: string;
  readonly source: CertificateSourceId;
  readonly backend: PageBackend;
  /** Whether polkadot.js apps may open a WebSocket here. */
  readonly apps: boolean;
}

/** What the page's script has to know of the backend. */
export interface PageBackend {
  readonly kind: BackendFacts["kind"];
  /** The subprotocol that its clients have to ask for. */
  readonly protocol?: string;
}

/** One file that needs no other, and that a browser lets do nothing but what is written in it. Pure. */
export function renderPage(page: Page): string {
  const { name, source, backend } = page;
  const doubt = doubts[source];
  const data = Object.entries({ ...backend, ...(doubt && { doubt }) }).map(
    ([key, value]) => ` data-${key}="${escapeHtml(value)}"`,
  );
  return `<!doctype html><!-- Written by wss-setup: edits made here are noticed and not overwritten. Without the page: landingPage: false in ${paths.answers} -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeHtml(name)}</title>
<style>${pageStyle}</style>
</head>
<body${data.join("")}>
<main>
<h1 id="name">${escapeHtml(name)}</h1>
<p>A secure WebSocket endpoint: <code id="url">wss://${escapeHtml(bracketed(name))}</code></p>
<section id="test" aria-live="polite">
<p id="state">The test of the connection needs JavaScript.</p>
<ul id="lines"></ul>
<button id="again" hidden>Test again</button>
</section>
${backend.kind === "substrate" && page.apps ? renderApps(name) : ""}${renderTrust(source)}</main>
<script>${pageScript}</script>
</body>
</html>
`;
}

/** The backend that a page of ours is for; undefined where the text is none. */
export function readBackend(text: string): PageBackend | undefined {
  const [, kind, protocol] =
    /^<body data-kind="([a-z.0-9]+)"(?: data-protocol="([\w.-]+)")?/m.exec(text) ?? [];
  const known = kinds.find((each) => each === kind);
  return known && { kind: known, ...(protocol === undefined ? {} : { protocol }) };
}

const kinds = ["substrate", "ethereum", "engine.io", "libp2p", "echo", "websocket"] as const;

/** A value as text or inside a quoted attribute (HTML, "Escaping a string"). */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Content Security Policy Level 3: nothing but the page's own script and style; `self` is also wss of the same host. */
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(pageScript)}`,
  `style-src ${hashOf(pageStyle)}`,
  "img-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** What the certificate may have to do with a WebSocket that does not open. */
const doubts: Readonly<Partial<Record<CertificateSourceId, string>>> = {
  "self-signed":
    "This browser accepts the certificate for pages, but not for WebSockets (Safari is one): try another browser.",
  "own-ca":
    "This browser accepts the certificate for pages, but not for WebSockets: trust the root, as it says below.",
};

function renderApps(name: string): string {
  const url = `https://polkadot.js.org/apps/?rpc=${encodeURIComponent(`wss://${bracketed(name)}`)}`;
  return `<p><a id="apps" href="${escapeHtml(url)}">Open this node in polkadot.js apps</a></p>\n`;
}

function renderTrust(source: CertificateSourceId): string {
  if (source === "self-signed")
    return `<h2>The certificate</h2>
<p>The server signed it itself. You accepted it for this browser only: another browser, device or program refuses it until it is told to trust it too.</p>
`;
  if (source !== "own-ca") return "";
  const { phone, der, pem } = rootDownloads;
  return `<h2>Trust this server</h2>
<p>A root of its own signed the certificate. The root can sign for this server's names and for nothing else; who trusts it once is never warned again.</p>
<p><a href="${publicPath}${phone}">Download the root</a>, for computers also as <a href="${publicPath}${pem}">PEM</a> or <a href="${publicPath}${der}">DER</a>.</p>
<p class="quiet">Nothing tells yet that the file is the right one: compare the SHA-256 fingerprint that your device shows with the one that whoever runs this server sees in: <code>wss-setup trust</code></p>
${trustSteps.map(renderSteps).join("")}`;
}

function renderSteps({ device, steps }: TrustSteps): string {
  const items = steps.map((step) => `<li>${escapeHtml(step)}</li>`);
  return `<h3>${escapeHtml(device)}</h3>\n<ol>${items.join("")}</ol>\n`;
}
