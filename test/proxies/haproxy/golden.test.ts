import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { renderSite } from "../../../src/proxies/haproxy/render.ts";
import { siteOf } from "../../../src/proxies/haproxy/site-of.ts";
import { someAnswers } from "../../helpers/facts.ts";
import { boxWith, certificate } from "./site.ts";

/** Every HAProxy that is served, with the OpenSSL that its distribution links. */
const builds = [
  { version: "2.2.9", openssl: "1.1.1" },
  { version: "2.4.14", openssl: "3.0" },
  { version: "2.6.12", openssl: "3.0" },
  { version: "2.8.5", openssl: "3.0" },
  { version: "3.0.11", openssl: "3.5" },
  { version: "3.2.26", openssl: "3.6" },
] as const;

interface Case {
  readonly answers: Partial<Answers>;
  readonly facts?: Partial<Facts>;
  readonly page?: string;
}

const engineIo = { answers: true, kind: "engine.io", label: "Socket.IO server" } as const;

const cases: Readonly<Record<string, Case>> = {
  default: { answers: {}, page: "<!doctype html>" },
  addresses: { answers: { names: ["203.0.113.10", "2001:db8::10", "node.example.com"] } },
  strict: {
    answers: {
      tls: { profile: "modern", dhparam: "none" },
      origins: ["https://app.example.com"],
      limits: { connectionsPerIp: 5, handshakesPerSecond: 2, burst: 0 },
      idleTimeout: 3600,
    },
  },
  open: {
    answers: {
      tls: { profile: "compatible", dhparam: "ffdhe2048" },
      limits: false,
      redirectHttp: false,
    },
  },
  sticky: {
    answers: { backend: ["ws://127.0.0.1:3000", "ws://127.0.0.1:3001"] },
    facts: { backends: { "ws://127.0.0.1:3000": engineIo } },
  },
  balanced: { answers: { backend: ["wss://a.example:9944", "wss://b.example:9945"] } },
  certbot: {
    answers: {
      certificate: {
        source: "certbot",
        agreeTerms: true,
        server: "production",
        challenge: "webroot",
        key: "ecdsa",
      },
    },
  },
};

const combinations = builds.flatMap((build) =>
  Object.entries(cases).map(([name, each]) => ({ build, name, each })),
);

describe("the sections", () => {
  it.each(combinations)("for HAProxy $build.version, $name", async ({ build, name, each }) => {
    const site = siteOf({
      answers: { ...someAnswers, ...each.answers },
      facts: boxWith(build, each.facts),
      certificate,
      ...(each.page === undefined ? {} : { page: each.page }),
    });
    const golden = `../../golden/haproxy/${build.version}-${name}.cfg`;
    await expect(renderSite(site)).toMatchFileSnapshot(golden);
  });
});
