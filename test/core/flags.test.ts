import { parseArgs } from "node:util";
import { describe, expect, it } from "vitest";
import { answersJsonSchema, parseAnswers } from "../../src/core/answers-schema.ts";
import { invalidInput } from "../../src/core/errors.ts";
import { answerFlagTable } from "../../src/core/flag-table.ts";
import { answerFlags, applyFlags, givenFlags } from "../../src/core/flags.ts";

/** Answers from a command line over a file's. */
function answersOf(args: readonly string[], raw?: unknown) {
  const { values } = parseArgs({ args: [...args], options: answerFlags, allowPositionals: false });
  return parseAnswers(applyFlags(raw, values), { given: givenFlags(values) });
}

const least = ["--name", "node.example.com", "--backend", "ws://127.0.0.1:9944"];
const file = { backend: "ws://127.0.0.1:1", names: ["old.example.com"] };

describe("flags alone", () => {
  it("fill every field that they name", () => {
    const answers = answersOf([
      ...[
        "--name",
        "a.example, b.example",
        "--name",
        "192.0.2.1",
        "--backend",
        "ws://10.0.0.1:1,ws://10.0.0.2:1",
      ],
      ...["--proxy", "haproxy", "--certificate", "own-ca", "--key", "ecdsa", "--days", "90"],
      ...[
        "--ca-passphrase-file",
        "/root/pass",
        "--ca-key",
        "offline",
        "--tls-profile",
        "modern",
        "--dhparam",
        "none",
      ],
      ...["--connections-per-ip", "7", "--handshakes-per-second", "off", "--burst", "8"],
      ...["--origin", "https://a.example", "--origin", "https://b.example", "--no-redirect-http"],
      ...["--idle-timeout", "2h", "--firewall", "ufw", "--no-monitoring", "--no-landing-page"],
    ]);
    expect(answers).toEqual({
      backend: ["ws://10.0.0.1:1", "ws://10.0.0.2:1"],
      names: ["a.example", "b.example", "192.0.2.1"],
      proxy: "haproxy",
      certificate: {
        source: "own-ca",
        key: "ecdsa",
        days: 90,
        caPassphraseFile: "/root/pass",
        caKey: "offline",
      },
      tls: { profile: "modern", dhparam: "none" },
      limits: { connectionsPerIp: 7, handshakesPerSecond: false, burst: 8 },
      origins: ["https://a.example", "https://b.example"],
      redirectHttp: false,
      idleTimeout: 7200,
      firewall: "ufw",
      monitoring: false,
      landingPage: false,
    });
  });

  it("fill the fields of certbot and of one's own files", () => {
    const certbot = [
      "--certificate",
      "certbot",
      "--email",
      "ops@example.com",
      "--agree-terms",
      "--server",
      "staging",
      "--challenge",
      "standalone",
    ];
    expect(answersOf([...least, ...certbot]).certificate).toEqual({
      source: "certbot",
      email: "ops@example.com",
      agreeTerms: true,
      server: "staging",
      challenge: "standalone",
      key: "ecdsa",
    });
    const files = ["--certificate", "files", "--certificate-file", "/a.pem", "--key-file", "/a.key"];
    expect(answersOf([...least, ...files]).certificate).toEqual({
      source: "files",
      certificateFile: "/a.pem",
      keyFile: "/a.key",
    });
  });

  it("know the words any and no limits", () => {
    expect(answersOf([...least, "--origin", "any", "--no-limits"])).toMatchObject({
      origins: "any",
      limits: false,
    });
  });
});

describe("flags over a file", () => {
  it("replace what they name and leave the rest", () => {
    const answers = answersOf(["--name", "new.example.com", "--burst", "5"], {
      ...file,
      limits: { connectionsPerIp: 9 },
      redirectHttp: false,
    });
    expect(answers).toMatchObject({
      backend: ["ws://127.0.0.1:1"],
      names: ["new.example.com"],
      limits: { connectionsPerIp: 9, handshakesPerSecond: 10, burst: 5 },
      redirectHttp: false,
    });
  });

  it("bring limits back that the file switched off, and switch them off", () => {
    expect(answersOf(["--burst", "5"], { ...file, limits: false }).limits).toMatchObject({ burst: 5 });
    expect(answersOf(["--no-limits"], { ...file, limits: { burst: 5 } }).limits).toBe(false);
  });

  it("start from another source's own defaults", () => {
    const saved = { ...file, certificate: { source: "self-signed", key: "rsa", days: 30 } };
    expect(answersOf(["--certificate", "certbot", "--agree-terms"], saved).certificate).toMatchObject({
      source: "certbot",
      key: "ecdsa",
    });
    expect(answersOf(["--certificate", "self-signed"], saved).certificate).toEqual(saved.certificate);
  });

  it("do not touch the file's answers", () => {
    const raw = { ...file, limits: { burst: 1 } };
    answersOf(["--burst", "5", "--name", "a.example"], raw);
    expect(raw).toEqual({ ...file, limits: { burst: 1 } });
  });

  it("leave a file that is no group of fields, or has none where one belongs, to be refused", () => {
    expect(() => answersOf(least, ["x"])).toThrow("the answers: fields such as");
    expect(() => answersOf(["--burst", "5"], { ...file, limits: "many" })).toThrow(
      'limits: "many": false, or fields',
    );
  });
});

describe("a bad value of a flag", () => {
  it.each<[string[], string]>([
    [
      ["--name", "a.example,node_1.example"],
      '--name: "node_1.example": a name has letters, digits, - and dots.',
    ],
    [["--name=-x"], '--name: "-x": a name cannot begin with a hyphen.'],
    [["--name", ""], "--name: a name is missing; give one such as node.example.com."],
    [["--backend", "ws://127.0.0.1:65536"], "--backend: Port 65536 is not a number from 1 to 65535."],
    [["--backend", "ws://127.0.0.1:443"], '--backend: "ws://127.0.0.1:443": That is this proxy itself.'],
    [
      ["--proxy", "ngnix"],
      '--proxy: "ngnix": one of nginx, apache, haproxy, caddy, embedded; did you mean nginx?',
    ],
    [["--certificate", "x"], '--certificate: "x": one of self-signed, certbot, own-ca, files.'],
    [["--email", "a@b.com"], "--email: this is for certbot; the source here is self-signed."],
    [
      ["--certificate", "certbot", "--agree-terms", "--email=--help@b.com"],
      '--email: "--help@b.com": an e-mail cannot begin with a hyphen.',
    ],
    [["--days", "80a"], "--days: 80a is not a whole number from 1 to 825."],
    [["--days=-1"], "--days: -1 is not a whole number from 1 to 825."],
    [["--connections-per-ip", "0"], "--connections-per-ip: 0 would refuse everyone; use false for off."],
    [
      ["--origin", "https://a.example/"],
      '--origin: "https://a.example/": an origin has no path; take https://a.example.',
    ],
    [["--origin", "any,https://a.example"], '--origin: "any": this stands alone, not in a list.'],
    [
      ["--idle-timeout", "1w"],
      '--idle-timeout: "1w": a time is a number and s, m, h or d, such as 90s or 1d.',
    ],
    [
      ["--certificate", "files", "--certificate-file", "a.pem"],
      '--certificate-file: "a.pem": give the whole path, beginning with /.',
    ],
    [
      ["--redirect-http", "--no-redirect-http"],
      "--redirect-http and --no-redirect-http contradict each other.",
    ],
    [["--monitoring"], "--monitoring: not in this release; leave it out or say false."],
    [["--no-limits", "--burst", "5"], "--burst and --no-limits contradict each other."],
  ])("%j", (args, line) => {
    expect(() => answersOf(args, file)).toThrow(invalidInput(line));
  });
});

it("names only fields that the answers have, each flag once", () => {
  const schema = answersJsonSchema() as { properties: Record<string, unknown> };
  const names = answerFlagTable.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { path, help } of answerFlagTable) {
    const words = JSON.stringify(schema.properties[path[0]]);
    expect([path, words]).toEqual([
      path,
      expect.stringContaining(path[1] === undefined ? "description" : `"${path[1]}"`),
    ]);
    expect(help).not.toMatch(/\n|\.$/);
  }
});
