/** A command-line flag that fills one field of the answers. */
export interface AnswerFlag {
  /** Without `--`. */
  readonly name: string;
  /** Where it goes in the answers: a field, or a group and a field in it. */
  readonly path: readonly [string] | readonly [string, string];
  /** `text`, `number`: one value; `list`: repeatable, commas separate; `yes`, `no`: no value. */
  readonly type: "text" | "number" | "list" | "yes" | "no";
  /** What `--help` calls the value. */
  readonly value?: string;
  /** One line for `--help`. */
  readonly help: string;
}

/** Type, flag and value as `--help` shows them, field, help line; the order is that of `--help`. */
const rows: readonly (readonly [AnswerFlag["type"], string, string, string])[] = [
  ["list", "name NAME", "names", "name or address that clients connect to; repeatable"],
  ["list", "backend URL", "backend", "the WebSocket server, such as ws://127.0.0.1:9944; repeatable"],
  [
    "text",
    "backend-certificate PATH",
    "backendCertificate",
    "wss backend: the certificate or root that it is held to",
  ],
  ["text", "proxy PROXY", "proxy", "nginx, apache, haproxy, caddy or embedded"],
  ["text", "certificate SOURCE", "certificate.source", "self-signed, certbot, own-ca or files"],
  ["text", "email ADDRESS", "certificate.email", "certbot: where the authority writes to"],
  ["yes", "agree-terms", "certificate.agreeTerms", "certbot: your yes to the authority's terms"],
  ["text", "server SERVER", "certificate.server", "certbot: production, staging or an ACME directory's URL"],
  ["text", "challenge KIND", "certificate.challenge", "certbot: webroot or standalone"],
  ["text", "key KIND", "certificate.key", "rsa or ecdsa"],
  ["number", "days DAYS", "certificate.days", "self-signed, own-ca: how long the certificate lasts"],
  ["text", "certificate-file PATH", "certificate.certificateFile", "files: the certificate and its chain"],
  ["text", "key-file PATH", "certificate.keyFile", "files: the private key"],
  [
    "text",
    "ca-passphrase-file PATH",
    "certificate.caPassphraseFile",
    "own-ca: file with the root key's passphrase",
  ],
  ["text", "ca-key PLACE", "certificate.caKey", "own-ca: keep or offline"],
  ["text", "tls-profile PROFILE", "tls.profile", "intermediate, modern or compatible"],
  ["text", "dhparam GROUP", "tls.dhparam", "ffdhe2048, ffdhe3072, ffdhe4096, generate or none"],
  ["number", "connections-per-ip N", "limits.connectionsPerIp", "open WebSockets of one address, or false"],
  [
    "number",
    "handshakes-per-second N",
    "limits.handshakesPerSecond",
    "new WebSockets a second of one address, or false",
  ],
  ["number", "burst N", "limits.burst", "new WebSockets above that rate that may come at once"],
  ["no", "no-limits", "limits", "no limits at all"],
  ["list", "origin ORIGIN", "origins", "web page that may connect, or any; repeatable"],
  ["yes", "redirect-http", "redirectHttp", "send visitors on http:// to https:// (the default)"],
  ["no", "no-redirect-http", "redirectHttp", "do not send them on"],
  ["text", "idle-timeout TIME", "idleTimeout", "close a silent connection after 90s, 15m, 2h, 1d"],
  ["text", "firewall MANAGER", "firewall", "auto, iptables, ufw, firewalld or none"],
  ["yes", "monitoring", "monitoring", "publish figures for monitoring on this box"],
  ["no", "no-monitoring", "monitoring", "publish none (the default)"],
  ["yes", "landing-page", "landingPage", "a page that tests the connection from a browser"],
  ["no", "no-landing-page", "landingPage", "no such page"],
];

/** Every flag that fills the answers. */
export const answerFlagTable: readonly AnswerFlag[] = rows.map(([type, usage, field, help]) => {
  const [name = "", value] = usage.split(" ");
  const [first = "", second] = field.split(".");
  const path = second === undefined ? ([first] as const) : ([first, second] as const);
  return { name, path, type, help, ...(value === undefined ? {} : { value }) };
});
