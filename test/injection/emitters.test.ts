import { expect } from "vitest";
import type { Answers } from "../../src/core/answers.ts";
import { proxies } from "../../src/proxies/index.ts";
import { someAnswers } from "../helpers/facts.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { tally } from "../helpers/tally.ts";
import { emittedFor, read } from "./emitted.ts";
import { renaming } from "./kin.ts";
import { payloads } from "./payloads.ts";
import { renamed, type Tree } from "./readers/tree.ts";

const title = "payloads that no validator saw × fields × proxies";

const certbot = { source: "certbot", agreeTerms: true, challenge: "webroot", key: "ecdsa" } as const;

interface Field {
  /** Of each kind that is told apart. */
  readonly harmless: readonly string[];
  put(text: string): Partial<Answers>;
}

const names = ["harmless.example", "1:2:3", "2001:db8::4321", "64:ff9b::198.51.100.77", "198.51.100.77"];
const file = ["/harmless/harmless.pem"];

/** Where a text may stand that got past the validators. */
const fields: Readonly<Record<string, Field>> = {
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
const refusal =
  /cannot be (?:written into|an argument in)|cannot hold a NUL|not a validated backend|Invalid URL/;

function understood(answers: Answers): readonly Tree[] {
  return emittedFor(answers).map((each) => [each.where, read(each)]);
}

/** What each proxy writes in its own way; the rest is nearly the same with all. */
const own = ["names", "origins", "the host of backend", "backendCertificate"];

const rows = Object.entries(fields).flatMap(([field, { harmless, put }]) =>
  proxies.map(({ id: proxy }) => ({ field, proxy, harmless, put })),
);

cellsOf(title).each(rows, ({ field, proxy }) => own.includes(field) || proxy === "nginx")(
  "at $field it is refused or stays a value with $proxy",
  async ({ proxy, harmless, put }) => {
    const of = (text: string) => understood({ ...someAnswers, ...put(text), proxy });
    const models = harmless.map((text) => [text, of(text)] as const);
    const failures: string[] = [];
    for (const { name, text } of payloads) {
      // Long names make larger tables, and those that pass the validators are judged with their like elsewhere.
      if (text === "" || text.length > 60) continue;
      tally(title, { tried: 1, exact: 0 });
      try {
        const seen = of(text);
        const wanted = models.map(([kin, model]) => renamed(model, renaming([[kin, text]])));
        const now = JSON.stringify(seen);
        if (!wanted.some((each) => JSON.stringify(each) === now)) expect(seen).toEqual(wanted[0]);
        tally(title, { tried: 0, exact: 1 });
      } catch (error) {
        const { message } = error as Error;
        if (refusal.test(message)) tally(title, { tried: 0, exact: 1 });
        else failures.push(`${name}: ${message.slice(0, 900)}`);
      }
    }
    expect(failures.slice(0, 4)).toEqual([]);
  },
);
