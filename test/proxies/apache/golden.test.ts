import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/answers.ts";
import { siteOf } from "../../../src/proxies/apache/plan-apache.ts";
import { renderSite } from "../../../src/proxies/apache/render.ts";
import { someAnswers } from "../../helpers/facts.ts";
import { boxWith, certificate } from "./site.ts";

/** The Apache before `upgrade=websocket`, and one that has it, with OpenSSLs without and with the hybrid curve. */
const builds = [
  { version: "2.4.41", openssl: "1.1.1" },
  { version: "2.4.52", openssl: "3.0" },
  { version: "2.4.71", openssl: "3.5" },
] as const;

const cases: Readonly<Record<string, Partial<Answers>>> = {
  default: {},
  addresses: { names: ["203.0.113.10", "2001:db8::10", "node.example.com"] },
  strict: {
    tls: { profile: "modern", dhparam: "none" },
    origins: ["https://app.example.com"],
    limits: { connectionsPerIp: 5, handshakesPerSecond: false, burst: 0 },
    idleTimeout: 60,
  },
  open: {
    tls: { profile: "compatible", dhparam: "ffdhe2048" },
    limits: false,
    redirectHttp: false,
    landingPage: false,
  },
  balanced: { backend: ["wss://a.example:9944", "ws://127.0.0.1:9945"], landingPage: false },
};

const combinations = builds.flatMap((build) =>
  Object.entries(cases).map(([name, answers]) => ({ build, name, answers })),
);

describe("the configuration", () => {
  it.each(combinations)("for Apache $build.version, $name", async ({ build, name, answers }) => {
    const text = renderSite(siteOf({ ...someAnswers, ...answers }, boxWith(build), certificate));
    await expect(text).toMatchFileSnapshot(`../../golden/apache/${build.version}-${name}.conf`);
  });
});
