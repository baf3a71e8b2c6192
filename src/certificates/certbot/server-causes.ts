import { shWord } from "../../core/sh-word.ts";
import type { About, Cause } from "./cause.ts";

/** What goes wrong between this box and the authority's server, and with the account there. */
export const serverCauses: readonly Cause[] = [
  {
    id: "bad-nonce",
    when: /^badNonce |anti-replay nonce/i,
    kind: "outside",
    message: () => "The authority refused a message as out of date (bad nonce)",
    next: () => "run it again in some minutes",
    retry: "at-once",
  },
  {
    id: "contact",
    // certbot 1.12 says no more than that it could not register, and that only where the address is the reason.
    when: /^(?:invalid|unsupported)Contact |invalidEmail|is an invalid email address|invalid contact|contact email|Unable to register an account with ACME server$/i,
    kind: "operator",
    message: () => "The authority does not take the e-mail address",
    next: () => "give another one with --email, or none",
  },
  {
    id: "terms",
    when: /^userActionRequired |agree to the Terms|must agree in order to register|--agree-tos/i,
    kind: "operator",
    message: () => "The authority wants its terms of service agreed to",
    next: () => "read them, then set certificate.agreeTerms: true",
  },
  {
    id: "account-binding",
    when: /^externalAccountRequired |external account binding/i,
    kind: "operator",
    message: () => "The authority serves only those who have an account with it already",
    next: () => "take another one: certificate.server: production",
  },
  {
    id: "server-untrusted",
    when: /CERTIFICATE_VERIFY_FAILED|certificate verify failed/i,
    kind: "operator",
    message: (about) => `The ${server(about)} shows a certificate that this box does not trust`,
    next: () => "look at the clock (date), and name the root's file in REQUESTS_CA_BUNDLE",
  },
  {
    id: "server-unresolved",
    when: /NameResolutionError|Failed to resolve|failure in name resolution|Name or service not known|No address associated/i,
    kind: "operator",
    message: (about) => `This box cannot look up the ${server(about)}`,
    next: (about) => `getent ahosts ${shWord(host(about) ?? "acme-v02.api.letsencrypt.org")}`,
  },
  {
    id: "server-died",
    when: /Connection aborted|Connection ?reset|RemoteDisconnected|Broken ?pipe|Read timed out|IncompleteRead|ChunkedEncodingError|serverInternal|Response \[50[0-24-9]\]/i,
    kind: "outside",
    message: () => "The authority's server broke off in the middle of the order",
    next: () => "run it again in some minutes",
    retry: "at-once",
  },
  {
    id: "server-slow",
    when: /errors\.TimeoutError|not finalized by the CA/i,
    kind: "outside",
    message: () => "The authority took too long over the order",
    next: () => "run it again in some minutes",
    retry: "at-once",
  },
  {
    id: "server-unreachable",
    when: /^ValueError: Requesting \S+: |Max retries exceeded|ConnectionError|ConnectTimeout|ProxyError|Network is unreachable|No route to host/i,
    kind: "outside",
    message: (about) => `The ${server(about)} cannot be reached from this box`,
    next: (about) => `curl -I ${shWord(`https://${host(about) ?? "acme-v02.api.letsencrypt.org"}`)}`,
  },
  {
    id: "no-directory",
    when: /ClientError: <Response \[4\d\d\]>|Unexpected response Content-Type|JSONDecodeError|^KeyError/i,
    kind: "operator",
    message: () => "There is no ACME directory at the address that was given",
    next: () => "look at certificate.server: it wants the URL of the directory itself",
  },
];

function server(about: About): string {
  const name = host(about);
  return name === undefined ? "authority's server" : `authority's server ${name}`;
}

/** As requests and certbot's own words name it. */
function host({ detail }: About): string | undefined {
  const match = /host='([^']+)'(?:, port=(\d+))?|Requesting ([^\s/]+)/.exec(detail);
  if (match === null) return undefined;
  const port = match[2] === undefined || match[2] === "443" ? "" : `:${match[2]}`;
  return match[3] ?? `${match[1]}${port}`;
}
