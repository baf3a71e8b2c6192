import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import type { NginxFacts } from "../../../src/proxies/nginx/nginx-facts.ts";
import { siteOf } from "../../../src/proxies/nginx/plan-nginx.ts";
import { renderSite } from "../../../src/proxies/nginx/render.ts";
import { someAnswers } from "../../helpers/facts.ts";
import { boxWith, certificate } from "./site.ts";

/** Every nginx that is served, with the OpenSSL that its distribution links. */
const builds = [
  { version: "1.18.0", openssl: "1.1.1" },
  { version: "1.22.1", openssl: "3.0" },
  { version: "1.24.0", openssl: "3.0" },
  { version: "1.26.3", openssl: "3.5" },
  { version: "1.28.3", openssl: "3.5" },
  { version: "1.30.6", openssl: "3.6" },
] as const;

interface Case {
  readonly answers: Partial<Answers>;
  readonly nginx?: Partial<NginxFacts>;
  readonly facts?: Partial<Facts>;
}

const cases: Readonly<Record<string, Case>> = {
  default: { answers: {} },
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
      landingPage: false,
    },
    nginx: { ipv6: false },
  },
  sticky: {
    answers: { backend: ["ws://127.0.0.1:3000", "ws://127.0.0.1:3001"], landingPage: false },
    facts: {
      backends: { "ws://127.0.0.1:3000": { answers: true, kind: "engine.io", label: "Socket.IO server" } },
    },
  },
  balanced: { answers: { backend: ["wss://a.example:9944", "wss://a.example:9945"], landingPage: false } },
};

const combinations = builds.flatMap((build) =>
  Object.entries(cases).map(([name, each]) => ({ build, name, each })),
);

describe("the configuration", () => {
  it.each(combinations)("for nginx $build.version, $name", async ({ build, name, each }) => {
    const facts = boxWith({ ...build, ...each.nginx }, each.facts);
    const text = renderSite(siteOf({ ...someAnswers, ...each.answers }, facts, certificate));
    await expect(text).toMatchFileSnapshot(`../../golden/nginx/${build.version}-${name}.conf`);
  });
});
