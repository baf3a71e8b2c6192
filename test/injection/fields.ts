import type { Answers } from "../../src/core/answers.ts";

const certbot = { source: "certbot", agreeTerms: true, challenge: "webroot", key: "ecdsa" } as const;

export interface Field {
  /** Of each kind that is told apart. */
  readonly harmless: readonly string[];
  put(text: string): Partial<Answers>;
}

const names = ["harmless.example", "1:2:3", "2001:db8::4321", "64:ff9b::198.51.100.77", "198.51.100.77"];
const file = ["/harmless/harmless.pem"];

/** Where a text may stand that got past the validators. */
export const fields: Readonly<Record<string, Field>> = {
  names: { harmless: names, put: (text) => ({ names: ["node.example.com", text] }) },
  "the first of names": { harmless: names, put: (text) => ({ names: [text], landingPage: true }) },
  origins: { harmless: ["https://harmless.example"], put: (text) => ({ origins: [text] }) },
  "the host of backend": {
    harmless: ["harmless.example", "198.51.100.77"],
    put: (text) => ({ backend: [`ws://${text}:4321`] }),
  },
  backendCertificate: {
    harmless: file,
    put: (text) => ({ backend: ["wss://backend.internal:4321"], backendCertificate: text }),
  },
  "certificate.certificateFile": {
    harmless: file,
    put: (text) => ({ certificate: { source: "files", certificateFile: text, keyFile: "/etc/ssl/x.key" } }),
  },
  "certificate.keyFile": {
    harmless: file,
    put: (text) => ({ certificate: { source: "files", certificateFile: "/etc/ssl/x.pem", keyFile: text } }),
  },
  "certificate.email": {
    harmless: ["harmless@harmless.example"],
    put: (text) => ({ certificate: { ...certbot, server: "production", email: text } }),
  },
  "certificate.server": {
    harmless: ["https://harmless.example/harmless"],
    put: (text) => ({ certificate: { ...certbot, server: text } }),
  },
};

/** How an emitter says that a text is not for its grammar. */
export const refusal =
  /cannot be (?:written into|an argument (?:in|of))|cannot hold a NUL|not a validated backend|Invalid URL/;
