import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AnswersContext } from "../../src/core/answers-rules.ts";
import { answersJsonSchema, answersNotes, parseAnswers } from "../../src/core/answers-schema.ts";
import { exitCode, Failure } from "../../src/core/errors.ts";

const least = { backend: "ws://127.0.0.1:9944", names: ["node.example.com"] };

/** The one line that refuses these answers. */
function refusal(raw: unknown, context: AnswersContext = {}): string {
  try {
    parseAnswers(raw, context);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error).toMatchObject({ kind: "operator", exitCode: exitCode.invalidInput });
    return error.message;
  }
  throw new Error("these answers were taken");
}

describe("what is left out", () => {
  it("gets the defaults of the contract", () => {
    expect(parseAnswers(least)).toEqual({
      backend: ["ws://127.0.0.1:9944"],
      names: ["node.example.com"],
      proxy: "nginx",
      certificate: { source: "self-signed", key: "rsa", days: 365 },
      tls: { profile: "intermediate", dhparam: "ffdhe2048" },
      limits: { connectionsPerIp: 50, handshakesPerSecond: 10, burst: 20 },
      origins: "any",
      redirectHttp: true,
      idleTimeout: 86_400,
      firewall: "auto",
      monitoring: false,
      landingPage: "auto",
    });
  });

  it.each([
    [
      { source: "certbot", agreeTerms: true },
      { source: "certbot", agreeTerms: true, server: "production", challenge: "webroot", key: "ecdsa" },
    ],
    [{ source: "own-ca" }, { source: "own-ca", key: "rsa", days: 365, caKey: "keep" }],
    [{ days: 30 }, { source: "self-signed", key: "rsa", days: 30 }],
    [
      { source: "files", certificateFile: "/a.pem", keyFile: "/a.key" },
      { source: "files", certificateFile: "/a.pem", keyFile: "/a.key" },
    ],
  ])("certificate %j", (certificate, full) => {
    expect(parseAnswers({ ...least, certificate }).certificate).toEqual(full);
  });

  it("keeps the other limits when one is given", () => {
    expect(parseAnswers({ ...least, limits: { connectionsPerIp: false } }).limits).toEqual({
      connectionsPerIp: false,
      handshakesPerSecond: 10,
      burst: 20,
    });
    expect(parseAnswers({ ...least, limits: false }).limits).toBe(false);
  });
});

it("brings what was given to its normal form", () => {
  const answers = parseAnswers({
    backend: ["WS://127.0.0.1:9944/", "ws://127.0.0.1:9944", "http://10.0.0.2:80"],
    names: ["Node.Example.com", "node.example.com", "bücher.example", "2001:DB8::0:1"],
    origins: ["https://a.example:443", "https://A.example"],
    idleTimeout: 3600,
  });
  expect(answers).toMatchObject({
    backend: ["ws://127.0.0.1:9944", "http://10.0.0.2"],
    names: ["node.example.com", "xn--bcher-kva.example", "2001:db8::1"],
    origins: ["https://a.example"],
    idleTimeout: 3600,
  });
});

it("leaves it to an authority of one's own which names it knows", () => {
  const certificate = { source: "certbot", agreeTerms: true, server: "https://ca.lan/directory" };
  expect(parseAnswers({ ...least, names: ["mybox"], certificate }).names).toEqual(["mybox"]);
});

describe("each bad field has one line with its name", () => {
  const alphabet = "a name has letters, digits, - and dots.";
  it.each<[object, string]>([
    [{ names: ["a.example", "node_1.example.com"] }, `names[1]: "node_1.example.com": ${alphabet}`],
    [{ names: ["a\nb"] }, `names[0]: "a\\nb": ${alphabet}`],
    [{ names: ["a\0"] }, `names[0]: "a\\0": ${alphabet}`],
    [{ names: ["a;"] }, `names[0]: "a;": ${alphabet}`],
    [{ names: ["$a"] }, `names[0]: "$a": ${alphabet}`],
    [{ names: ["a}"] }, `names[0]: "a}": ${alphabet}`],
    [{ names: ["-a.example"] }, 'names[0]: "-a.example": a name cannot begin with a hyphen.'],
    [
      { names: [`${"a".repeat(64)}.com`] },
      `names[0]: "${"a".repeat(60)}…": a part between dots has at most 63 characters; one has 64.`,
    ],
    [
      { names: [`${"a.".repeat(126)}aa`] },
      `names[0]: "${"a.".repeat(30)}…": a name has at most 253 characters; this has 254.`,
    ],
    [
      { names: ["*.example.com"] },
      'names[0]: "*.example.com": no wildcards: clients connect to one exact name; write each one out.',
    ],
    [{ names: ["a.example."] }, 'names[0]: "a.example.": leave the dot at the end out.'],
    [{ names: [127.1] }, "names[0]: 127.1 is no address; did you mean 127.0.0.1?"],
    [{ names: ["0x7f.1"] }, "names[0]: 0x7f.1 is no address; did you mean 127.0.0.1?"],
    [{ names: ["wss://a.example"] }, "names[0]: Give the name only, without wss://."],
    [
      { names: ["pоlkadot.example.com"] },
      "names[0]: pоlkadot.example.com holds a letter that looks Latin: its real name is xn--plkadot-9ig.example.com. Write that name if you mean it.",
    ],
    [{ names: [""] }, "names[0]: a name is missing; give one such as node.example.com."],
    [{ names: [true] }, "names[0]: true: a name such as node.example.com."],
    [{ names: "a.example" }, 'names: "a.example": write a list, such as [node.example.com].'],
    [{ names: [] }, "names: empty; give at least one, such as node.example.com."],
    [{ names: undefined }, "names: missing; write a list, such as [node.example.com]."],
    [{ names: Array.from({ length: 101 }, (_, i) => `n${i}.example`) }, "names: too many; at most 100."],
    [{ backend: undefined }, "backend: missing; an address such as ws://127.0.0.1:9944."],
    [{ backend: [] }, "backend: empty; give at least one, such as ws://127.0.0.1:9944."],
    [{ backend: "ws://127.0.0.1:0" }, "backend: Port 0 is not a number from 1 to 65535."],
    [{ backend: "ws://127.0.0.1:65536" }, "backend: Port 65536 is not a number from 1 to 65535."],
    [
      { backend: ["ws://127.0.0.1:1", "ws://127.0.0.1:80a"] },
      "backend[1]: Port 80a is not a number from 1 to 65535.",
    ],
    [{ backend: "wss://node.example.com" }, 'backend: "wss://node.example.com": That is this proxy itself.'],
    [{ backend: ["ws://127.0.0.1:1", "ws://[::1]"] }, 'backend[1]: "ws://[::1]": That is this proxy itself.'],
    [
      { backend: ["ws://a:1", "wss://b:1"] },
      'backend[1]: "wss://b:1": all backends must be with TLS (wss, https) or all without.',
    ],
    [
      { proxy: "ngnix" },
      'proxy: "ngnix": one of nginx, apache, haproxy, caddy, embedded; did you mean nginx?',
    ],
    [{ certificate: "certbot" }, 'certificate: "certbot": fields such as "source: certbot" belong here.'],
    [
      { certificate: { source: "selfsigned" } },
      'certificate.source: "selfsigned": one of self-signed, certbot, own-ca, files; did you mean self-signed?',
    ],
    [{ certificate: { key: "dsa" } }, 'certificate.key: "dsa": one of rsa, ecdsa; did you mean rsa?'],
    [{ certificate: { days: 826 } }, "certificate.days: 826 is not a whole number from 1 to 825."],
    [{ certificate: { days: "80a" } }, "certificate.days: 80a is not a whole number from 1 to 825."],
    [
      { certificate: { days: "365" } },
      'certificate.days: "365" is in quotes; write the number without them.',
    ],
    [{ certificate: { days: 1.5 } }, "certificate.days: 1.5 is not a whole number from 1 to 825."],
    [
      { certificate: { source: "certbot" } },
      "certificate.agreeTerms: write true if you agree to Let's Encrypt's terms (https://letsencrypt.org/repository/); without it no certificate is asked for.",
    ],
    [
      { certificate: { source: "certbot", agreeTerms: true, email: "--help@b.com" } },
      'certificate.email: "--help@b.com": an e-mail cannot begin with a hyphen.',
    ],
    [
      { certificate: { source: "certbot", server: "prod" } },
      'certificate.server: "prod": production, staging or the https:// address of an ACME directory.',
    ],
    [
      { certificate: { source: "files", certificateFile: "/a.pem" } },
      "certificate.keyFile: missing; a path such as /etc/ssl/private/node.key.",
    ],
    [
      { certificate: { source: "files", certificateFile: "a.pem", keyFile: "/k" } },
      'certificate.certificateFile: "a.pem": give the whole path, beginning with /.',
    ],
    [
      { names: ["mybox"], certificate: { source: "certbot", agreeTerms: true } },
      'names[0]: "mybox": no certificate authority knows a name without a dot; take self-signed or own-ca.',
    ],
    [{ tls: "modern" }, 'tls: "modern": fields such as "profile: …" belong here.'],
    [
      { tls: { dhparam: 2048 } },
      "tls.dhparam: 2048: one of ffdhe2048, ffdhe3072, ffdhe4096, generate, none.",
    ],
    [{ limits: true }, 'limits: true: false, or fields such as "connectionsPerIp: 50".'],
    [
      { limits: { connectionsPerIp: 0 } },
      "limits.connectionsPerIp: 0 would refuse everyone; use false for off.",
    ],
    [
      { limits: { connectionsPerIp: 65_536 } },
      "limits.connectionsPerIp: 65536 is not a whole number from 1 to 65535.",
    ],
    [
      { limits: { handshakesPerSecond: -1 } },
      "limits.handshakesPerSecond: -1 is not a whole number from 1 to 1000000.",
    ],
    [{ limits: { burst: null } }, "limits.burst: this is not a whole number from 1 to 1000000."],
    [
      { origins: ["https://app.example.com/"] },
      'origins[0]: "https://app.example.com/": an origin has no path; take https://app.example.com.',
    ],
    [{ origins: "all" }, 'origins: "all": any, or a list such as [https://app.example.com].'],
    [{ origins: [] }, "origins: empty; give at least one, such as https://app.example.com."],
    [{ redirectHttp: "yes" }, 'redirectHttp: "yes": true or false.'],
    [{ idleTimeout: "1w" }, 'idleTimeout: "1w": a time is a number and s, m, h or d, such as 90s or 1d.'],
    [{ idleTimeout: 5 }, "idleTimeout: 5: this would close working connections; at least 10s."],
    [{ idleTimeout: [] }, "idleTimeout: a time such as 90s or 1d."],
    [
      { firewall: "nftables" },
      'firewall: "nftables": one of auto, iptables, ufw, firewalld, none; did you mean iptables?',
    ],
    [{ monitoring: 1 }, "monitoring: 1: true or false."],
    [{ landingPage: "on" }, 'landingPage: "on": auto, true or false.'],
  ])("%j", (fields, line) => {
    expect(refusal({ ...least, ...fields })).toBe(line);
  });

  it.each<[unknown, string]>([
    [undefined, 'the answers: missing; fields such as "backend: …" belong here.'],
    [[], 'the answers: fields such as "backend: …" belong here.'],
    ["x", 'the answers: "x": fields such as "backend: …" belong here.'],
  ])("%j as a whole", (raw, line) => {
    expect(refusal(raw)).toBe(line);
  });
});

describe("unknown keys", () => {
  it.each<[object, string]>([
    [{ nmaes: [] }, "nmaes: unknown key; did you mean names?"],
    [{ names: undefined, name: "a" }, "name: unknown key; did you mean names?"],
    [{ "redirect-http": true }, "redirect-http: unknown key; did you mean redirectHttp?"],
    [{ wholly: 1 }, "wholly: unknown key."],
    [{ "a\nb": 1 }, '"a\\nb": unknown key.'],
    [{ email: "a@b.com" }, "email: it belongs under certificate."],
    [{ dhparam: "none" }, "dhparam: it belongs under tls."],
    [{ tls: { profil: "modern" } }, "tls.profil: unknown key; did you mean profile?"],
    [{ tls: { names: [] } }, "tls.names: it belongs at the top."],
    [{ limits: { connections: 5 } }, "limits.connections: unknown key; did you mean connectionsPerIp?"],
    [{ certificate: { day: 5 } }, "certificate.day: unknown key; did you mean days?"],
    [{ certificate: { emial: "a@b.com" } }, "certificate.emial: unknown key; did you mean email?"],
    [{ certificate: { proxy: "nginx" } }, "certificate.proxy: it belongs at the top."],
    [
      { certificate: { source: "certbot", days: 9 } },
      "certificate.days: this is for self-signed and own-ca; the source here is certbot.",
    ],
    [
      { certificate: { email: "a@b.com" } },
      "certificate.email: this is for certbot; the source here is self-signed.",
    ],
    [JSON.parse('{"__proto__": 1}'), "__proto__: unknown key."],
    [{ constructor: 1 }, "constructor: unknown key."],
  ])("%j", (fields, line) => {
    const raw = Object.defineProperties({ ...least }, Object.getOwnPropertyDescriptors(fields));
    expect(refusal(raw)).toBe(line);
  });
});

describe("what this release and this box bear on", () => {
  it("refuses a proxy and a source that are not built", () => {
    expect(refusal({ ...least, proxy: "apache" }, { proxies: ["nginx"] })).toBe(
      "proxy: apache is not in this release; it has nginx.",
    );
    expect(
      refusal({ ...least, certificate: { source: "own-ca" } }, { sources: ["self-signed", "files"] }),
    ).toBe("certificate.source: own-ca is not in this release; it has self-signed, files.");
    expect(parseAnswers({ ...least, proxy: "apache" }, { proxies: ["nginx", "apache"] }).proxy).toBe(
      "apache",
    );
  });

  it("refuses extras that are not built, and takes no for an answer", () => {
    expect(refusal({ ...least, monitoring: true })).toBe(
      "monitoring: not in this release; leave it out or say false.",
    );
    for (const landingPage of ["auto", false, true] as const) {
      const answers = parseAnswers({ ...least, monitoring: false, landingPage });
      expect(answers).toMatchObject({ monitoring: false, landingPage });
    }
  });

  it("refuses a backend at one of the box's own addresses, port 80 or 443", () => {
    const context = { addresses: ["203.0.113.10"] };
    expect(refusal({ ...least, backend: "wss://203.0.113.10" }, context)).toBe(
      'backend: "wss://203.0.113.10": That is this proxy itself.',
    );
    expect(parseAnswers({ ...least, backend: "ws://203.0.113.10:9944" }, context).backend).toEqual([
      "ws://203.0.113.10:9944",
    ]);
  });

  it("names the flag that a bad value came from", () => {
    const given = { names: "--name", "certificate.days": "--days" };
    expect(() => parseAnswers({ ...least, names: ["a_b"] }, { given })).toThrow(/^--name: "a_b": a name has/);
    expect(() => parseAnswers({ ...least, certificate: { days: "80a" } }, { given })).toThrow(
      "--days: 80a is not a whole number",
    );
    expect(() => parseAnswers({ ...least, certificate: { key: "x" } }, { given })).toThrow(
      /^certificate\.key: /,
    );
  });
});

it("notes the names that are worth a word", () => {
  const notes = answersNotes({ ...least, names: ["mybox", "node.example.com", "bücher.example"] });
  expect(notes.map(({ id, text }) => [id, text])).toEqual([
    ["single-label", "mybox: only clients in your own network can look up a name without a dot."],
    ["idn", "bücher.example: its real name is xn--bcher-kva.example."],
  ]);
  expect(answersNotes(undefined)).toEqual([]);
});

describe("the JSON Schema", () => {
  const schema = answersJsonSchema() as z.core.JSONSchema.JSONSchema;
  const check = z.fromJSONSchema(schema);

  it("takes the contract's own example and refuses what is off", () => {
    const example = {
      backend: "ws://127.0.0.1:9944",
      names: ["node.example.com"],
      proxy: "nginx",
      certificate: {
        source: "certbot",
        email: "ops@example.com",
        agreeTerms: true,
        server: "production",
        challenge: "webroot",
        key: "ecdsa",
      },
      tls: { profile: "intermediate", dhparam: "ffdhe2048" },
      limits: { connectionsPerIp: 50, handshakesPerSecond: 10, burst: 20 },
      origins: "any",
      redirectHttp: true,
      idleTimeout: "1d",
      firewall: "auto",
      monitoring: false,
      landingPage: "auto",
    };
    expect(check.safeParse(example).success).toBe(true);
    expect(parseAnswers(example)).toEqual({ ...example, backend: [example.backend], idleTimeout: 86_400 });
    expect(check.safeParse(least).success).toBe(true);
    expect(check.safeParse({ ...least, nmaes: [] }).success).toBe(false);
    expect(check.safeParse({ ...least, proxy: "ngnix" }).success).toBe(false);
    expect(check.safeParse({ names: least.names }).success).toBe(false);
  });

  it("says what it is, describes each field, and closes each group", () => {
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "Answers of wss-setup",
      required: ["backend", "names"],
    });
    const groups = groupsOf(schema);
    expect(groups).toHaveLength(7);
    for (const group of groups) {
      expect(group.additionalProperties).toBe(false);
      for (const [key, field] of Object.entries(group.properties ?? {}))
        expect([key, field]).toEqual([
          key,
          expect.objectContaining({ description: expect.stringMatching(/\.$/) }),
        ]);
    }
  });
});

type JsonSchema = z.core.JSONSchema.JSONSchema;

function groupsOf(schema: JsonSchema): JsonSchema[] {
  const inner = [...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const below = inner.flatMap((one) => (typeof one === "object" ? groupsOf(one as JsonSchema) : []));
  return schema.type === "object" ? [schema, ...below] : below;
}
