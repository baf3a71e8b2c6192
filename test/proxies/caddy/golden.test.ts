import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import type { CaddyFacts } from "../../../src/proxies/caddy/caddy-facts.ts";
import { siteOf } from "../../../src/proxies/caddy/plan-caddy.ts";
import { renderSite } from "../../../src/proxies/caddy/render.ts";
import { versions } from "./running-caddy.ts";
import { boxWith, caddyAnswers, certificate } from "./site.ts";

interface Case {
  readonly answers: Partial<Answers>;
  readonly caddy?: Partial<CaddyFacts>;
  readonly facts?: Partial<Facts>;
}

const cases: Readonly<Record<string, Case>> = {
  default: { answers: {} },
  addresses: { answers: { names: ["203.0.113.10", "2001:db8::10", "node.example.com"] } },
  strict: {
    answers: {
      tls: { profile: "modern", dhparam: "none" },
      origins: ["https://app.example.com"],
      idleTimeout: 3600,
    },
  },
  open: { answers: { redirectHttp: false, landingPage: false } },
  beside: { answers: { landingPage: false }, caddy: { caddyfile: "operators" } },
  sticky: {
    answers: { backend: ["ws://127.0.0.1:3000", "ws://127.0.0.1:3001"], landingPage: false },
    facts: {
      backends: { "ws://127.0.0.1:3000": { answers: true, kind: "engine.io", label: "Socket.IO server" } },
    },
  },
  balanced: {
    answers: {
      backend: ["wss://a.example:9944", "wss://a.example:9945"],
      backendCertificate: "/etc/ssl/certs/backend.pem",
      landingPage: false,
    },
  },
};

const combinations = versions.flatMap((version) =>
  Object.entries(cases).map(([name, each]) => ({ version, name, each })),
);

describe("the configuration", () => {
  it.each(combinations)("for Caddy $version, $name", async ({ version, name, each }) => {
    const facts = boxWith({ version, ...each.caddy }, each.facts);
    const text = renderSite(siteOf({ ...caddyAnswers, ...each.answers }, facts, certificate));
    await expect(text).toMatchFileSnapshot(`../../golden/caddy/${version}-${name}.caddy`);
  });
});
