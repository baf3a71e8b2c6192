import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import type { CaddyFacts } from "../../../src/proxies/caddy/caddy-facts.ts";
import { configTest } from "../../../src/proxies/caddy/config-test.ts";
import { planCaddy } from "../../../src/proxies/caddy/plan-caddy.ts";
import { emptyBox } from "../../helpers/facts.ts";
import { boxWith, caddyAnswers, certificate } from "./site.ts";

function planFor(
  caddy: Partial<CaddyFacts> = {},
  answers: Partial<Answers> = {},
  facts: Partial<Facts> = {},
) {
  return planCaddy({ answers: { ...caddyAnswers, ...answers }, facts: boxWith(caddy, facts), certificate });
}

const texts = (findings: readonly { readonly text: string }[]) => findings.map(({ text }) => text).join("\n");
const ids = ({ warnings }: { readonly warnings: readonly { readonly id: string }[] }) =>
  warnings.map(({ id }) => id);

/** The text of our file in a plan. */
function siteIn({ steps }: ReturnType<typeof planFor>): string {
  const written = steps.find((step) => step.kind === "WriteFile");
  if (written === undefined) throw new Error("no file");
  return written.content;
}

const operators = { caddyfile: "operators", sites: [{ port: 443, hosts: ["shop.example.com"] }] } as const;

describe("the plan for Caddy", () => {
  it("writes one file and one line, and Caddy reads copies of the pair", () => {
    const plan = planFor();
    expect(plan.steps.map(({ id }) => id)).toEqual([
      "folder:/var/lib/wss-setup-acme",
      "file:/etc/caddy/wss-setup.caddy",
      "file:/etc/caddy/Caddyfile",
    ]);
    expect(siteIn(plan)).toContain("tls /etc/caddy/wss-setup.crt /etc/caddy/wss-setup.key {");
    expect(siteIn(plan)).not.toContain(certificate.keyFile);
  });

  it("is the same for a box without Caddy as for one with the stock Caddyfile", () => {
    const empty = planCaddy({ answers: caddyAnswers, facts: emptyBox, certificate });
    expect(siteIn(empty)).toBe(siteIn(planFor()));
    expect(empty.steps.at(-1)).toEqual(planFor().steps.at(-1));
  });

  it("without a certificate serves port 80 alone", () => {
    const plan = planCaddy({ answers: caddyAnswers, facts: boxWith({}) });
    expect(siteIn(plan)).toContain("http://node.example.com {");
    expect(siteIn(plan)).not.toContain("https://node");
    expect(siteIn(plan)).toContain("respond 404");
  });

  it("passes challenges on to a certbot that answers by itself", () => {
    const source = { source: "certbot", agreeTerms: true, server: "staging", key: "ecdsa" } as const;
    const plan = planFor({}, { certificate: { ...source, challenge: "standalone" } });
    expect(siteIn(plan)).toContain("reverse_proxy 127.0.0.1:402");
    expect(plan.steps.map(({ id }) => id)).not.toContain("folder:/var/lib/wss-setup-acme");
  });

  it("tests the configuration as Caddy's own user: what the test makes is not in the service's way", () => {
    expect(configTest.argv.slice(0, 4)).toEqual(["runuser", "-u", "caddy", "--"]);
    expect(configTest.program).toBe("caddy");
  });

  it("never lets Caddy get certificates, or make an authority for an address", () => {
    const site = siteIn(planFor({}, { names: ["node.example.com", "203.0.113.10", "2001:db8::10"] }));
    expect(site).toContain("auto_https off");
    expect(site).toMatch(/^https:\/\/ \{$/m);
    expect(site).not.toContain("https://203.0.113.10");
    expect(site).toContain("not host node.example.com 203.0.113.10 2001:db8::10");
  });
});

describe("several backends", () => {
  const backend = ["ws://127.0.0.1:9944", "ws://127.0.0.1:9945"];
  const engine = { answers: true, kind: "engine.io", label: "Socket.IO" } as const;

  it("get the next connection where the fewest are open, and Engine.IO's clients stay where they are", () => {
    expect(siteIn(planFor({}, { backend }))).toContain("lb_policy least_conn");
    const seen = { backends: { "ws://127.0.0.1:9944": engine } };
    expect(siteIn(planFor({}, { backend }, seen))).toContain("lb_policy ip_hash");
    expect(siteIn(planFor())).not.toContain("lb_policy");
  });

  it("that do not answer now leave what is written", () => {
    const text = siteIn(planFor({}, { backend }, { backends: { "ws://127.0.0.1:9944": engine } }));
    const file = { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: "", text } as const;
    const facts = { backends: {}, files: { "/etc/caddy/wss-setup.caddy": file } };
    expect(siteIn(planFor({}, { backend }, facts))).toContain("lb_policy ip_hash");
  });
});

describe("beside an operator's sites", () => {
  it("sets no global option and answers for no unknown name, and says so", () => {
    const plan = planFor(operators);
    expect(siteIn(plan)).not.toMatch(/^\{$/m);
    expect(siteIn(plan)).not.toMatch(/^https?:\/\/ \{$/m);
    expect(plan.refusesUnknownNames).toBe(false);
    expect(ids(plan)).toEqual(expect.arrayContaining(["unknown-names-go-elsewhere", "options-of-others"]));
  });

  it("warns that Caddy's own redirect stays", () => {
    expect(ids(planFor(operators, { redirectHttp: false }))).toContain("redirect-stays");
    expect(ids(planFor(operators))).not.toContain("redirect-stays");
  });

  it.each([443, 80])("a name that is served on port %d already is a problem", (port) => {
    const { problems } = planFor({ ...operators, sites: [{ port, hosts: ["node.example.com"] }] });
    expect(texts(problems)).toContain(`node.example.com is already served on port ${port}`);
    expect(problems[0]?.next).toBe("editor /etc/caddy/Caddyfile");
  });

  it("a name that is served on another port is none", () => {
    expect(planFor({ ...operators, sites: [{ port: 8443, hosts: ["node.example.com"] }] }).problems).toEqual(
      [],
    );
  });

  it("an address among the names is a problem", () => {
    expect(texts(planFor(operators, { names: ["203.0.113.10"] }).problems)).toContain(
      "203.0.113.10 is an address",
    );
    expect(planFor({}, { names: ["203.0.113.10"] }).problems).toEqual([]);
  });
});

describe("what stands in the way", () => {
  it.each([
    [{ ...operators, closed: "without-braces" }, /one site without braces/],
    [{ ...operators, closed: "link" }, /is a link/],
    [{ caddyfile: "absent" }, /is not there/],
    [{ ...operators, otherPorts: true }, /other ports than 80 and 443/],
    [{ ...operators, failure: "Caddyfile:3: unrecognized directive" }, /already refuses.*Caddyfile:3/],
    [{ ...operators, doubt: "open shop.crt: no such file" }, /already refuses.*open shop.crt/],
  ] as const)("%j", (caddy, said) => {
    expect(texts(planFor(caddy).problems)).toMatch(said);
  });

  it("is an init that Caddy's package knows nothing of", () => {
    expect(texts(planFor({}, {}, { init: "sysv" }).problems)).toMatch(/for systemd alone/);
  });

  it("is no doubt about a Caddy that runs: that is said, and no more", () => {
    const running = { caddy: { loaded: true, active: true, enabled: true, masked: false } };
    const plan = planFor({ ...operators, doubt: "open shop.crt: no such file" }, {}, { units: running });
    expect(plan.problems).toEqual([]);
    expect(texts(plan.warnings)).toMatch(/Caddy runs, but .*: open shop.crt/);
    const failure = "Caddyfile:3: unrecognized directive";
    expect(texts(planFor({ ...operators, failure }, {}, { units: running }).problems)).toMatch(
      /already refuses/,
    );
  });

  it("is no fault that only root could judge", () => {
    expect(planFor({ ...operators, failure: "permission denied" }, {}, { uid: 1000 }).problems).toEqual([]);
  });

  it("are backends over TLS without any root to judge them by, or with several names for one pin", () => {
    const secure = { backend: ["wss://a.example.com", "wss://b.example.com"] };
    expect(planFor({}, secure).problems).toEqual([]);
    expect(texts(planFor({ trustStore: false }, secure).problems)).toMatch(/trusts no certificate authority/);
    const pinned = { ...secure, backendCertificate: "/etc/ssl/certs/backend.pem" };
    expect(texts(planFor({ trustStore: false }, pinned).problems)).toMatch(/one pinned name/);
  });
});

describe("what Caddy cannot do is said", () => {
  it.each(["2.6.2", "2.6.2-5"])("before 2.7 (%s) a reload closes every WebSocket", (version) => {
    const plan = planFor({ version });
    expect(plan.reload).toContain("Caddy 2.6.2 closes every open WebSocket");
    expect(siteIn(plan)).not.toContain("stream_close_delay");
  });

  it("since then it keeps them", () => {
    const plan = planFor({ version: "2.11.4" });
    expect(plan).not.toHaveProperty("reload");
    expect(siteIn(plan)).toContain("stream_close_delay");
  });

  it("knows which Caddy a release is going to bring", () => {
    const forky = { ...emptyBox, platform: { ...emptyBox.platform, version: "", codename: "forky" } };
    const plan = planCaddy({ answers: caddyAnswers, facts: forky, certificate });
    expect(siteIn(plan)).toContain("curves x25519mlkem768 x25519");
    expect(siteIn(planFor())).toContain("curves x25519 ");
  });

  it("no limit for one address is enforced", () => {
    expect(ids(planFor())).toContain("no-limits");
    expect(ids(planFor({}, { limits: false }))).not.toContain("no-limits");
    const open = { connectionsPerIp: false, handshakesPerSecond: false, burst: 0 } as const;
    expect(ids(planFor({}, { limits: open }))).not.toContain("no-limits");
  });

  it("no DHE suite is offered", () => {
    const compatible = { tls: { profile: "compatible", dhparam: "ffdhe2048" } } as const;
    expect(ids(planFor({}, compatible))).toContain("no-dhe");
    expect(ids(planFor())).not.toContain("no-dhe");
  });
});
