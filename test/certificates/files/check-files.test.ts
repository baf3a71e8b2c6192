import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkFiles } from "../../../src/certificates/files/check-files.ts";
import type { FilesRow } from "../../../src/certificates/files/judge.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import { ReadOnlyHost } from "../../../src/host/read-only-host.ts";
import { issue, type Pair, type Wanted } from "../../helpers/authority.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { now } from "../fixtures.ts";
import { hasOpenssl, openssl } from "../openssl.ts";

const crt = "/srv/tls/node.crt";
const key = "/srv/tls/node.key";
const name = "node.example.com";

const root = issue("Test Root", { authority: true });
const middle = issue("Test Intermediate", { authority: true, by: root });

function leaf(wanted: Wanted = {}): Pair {
  return issue(name, { names: [name], by: middle, ...wanted });
}

const good = leaf();
const whole = good.certificate + middle.certificate;

interface Seen {
  readonly certificate?: Placed;
  readonly key?: Placed;
  readonly names?: readonly string[];
  readonly more?: Readonly<Record<string, Placed>>;
}

/** What is said of a pair: the intermediate's root is trusted by the box, the key is root's alone. */
async function check({
  certificate = whole,
  key: keyFile = secret(good.key),
  names = [name],
  more,
}: Seen = {}) {
  const files = {
    "/etc/ssl/certs/ca-certificates.crt": root.certificate,
    [crt]: certificate,
    [key]: keyFile,
  };
  const host = new ReadOnlyHost(new MemoryHost({ files: { ...files, ...more } }));
  return await checkFiles(host, crt, key, names, now);
}

function secret(content: string | Buffer, mode = 0o600): Placed {
  return { content, mode };
}

function bad(rows: readonly FilesRow[]): readonly FilesRow[] {
  return rows.filter(({ state }) => state !== "ok");
}

/** Fails unless this is the one thing that is wrong. */
async function expectOnly(seen: Seen, row: { state: FilesRow["state"]; text: RegExp; fix?: RegExp }) {
  const [first, ...others] = bad(await check(seen));
  expect(others).toEqual([]);
  expect(first?.state).toBe(row.state);
  expect(first?.text).toMatch(row.text);
  if (row.fix !== undefined) expect(first?.fix).toMatch(row.fix);
}

describe("a pair that can be served", () => {
  it("is told to be good in every respect", async () => {
    expect(await check()).toEqual([
      { state: "ok", text: "the key belongs to the certificate" },
      { state: "ok", text: "it covers node.example.com" },
      { state: "ok", text: "it ends in 344 days" },
      { state: "ok", text: "its chain leads to Test Root, which this box trusts" },
      { state: "ok", text: "only root can read the key" },
    ]);
  });

  it("may be signed by itself", async () => {
    const own = issue(name, { names: [name] });
    expect(bad(await check({ certificate: own.certificate, key: secret(own.key) }))).toEqual([]);
  });

  it("may be both in one file, as long as that is root's alone", async () => {
    const both = secret(whole + good.key);
    expect(bad(await check({ certificate: both, key: both }))).toEqual([]);
    await expectOnly(
      { certificate: { content: whole + good.key, mode: 0o644 } },
      { state: "failed", text: /every user of this box can get at the private key in \/srv\/tls\/node\.crt/ },
    );
  });

  it("may be behind links", async () => {
    const certificate = { target: "../live/node.crt" };
    const more = { "/srv/live/node.crt": whole, "/srv/live/node.key": secret(good.key) };
    expect(bad(await check({ certificate, key: { target: "/srv/live/node.key" }, more }))).toEqual([]);
  });

  it("has a key in the traditional form as well as in PKCS#8", async () => {
    const pkcs1 = createPrivateKey(good.key).export({ type: "pkcs1", format: "pem" });
    expect(bad(await check({ key: secret(pkcs1) }))).toEqual([]);
  });

  it.each([
    ["a wildcard, one label deep", ["*.example.com"], [], ["node.example.com"]],
    ["several names", ["a.example.com", "b.example.com"], [], ["b.example.com", "a.example.com"]],
    ["addresses", [name], ["192.0.2.1", "2001:db8::1"], [name, "192.0.2.1", "2001:db8::1"]],
  ])("covers the names by %s", async (_, names, addresses, wanted) => {
    const pair = leaf({ names, addresses });
    const certificate = pair.certificate + middle.certificate;
    expect(bad(await check({ certificate, key: secret(pair.key), names: wanted }))).toEqual([]);
  });
});

describe("what keeps a pair from being served", () => {
  it.each([
    [
      "another name",
      leaf({ names: ["other.example.com"] }),
      /does not cover node\.example\.com; it covers other/,
    ],
    ["a wildcard two labels up", leaf({ names: ["*.com"] }), /does not cover node\.example\.com/],
    ["a common name alone", leaf({ names: [] }), /does not cover node\.example\.com; it names nobody/],
    ["its end", leaf({ notAfter: "2026-11-21T11:59:00Z" }), /node\.crt ended on 2026-11-21 11:59 UTC$/],
    [
      "its beginning",
      leaf({ notBefore: "2026-11-22T00:00:00Z" }),
      /not valid yet: it begins on 2026-11-22 00:00/,
    ],
    ["a short key", leaf({ bits: 1024 }), /the RSA key has 1024 bits/],
    ["a weak signature", leaf({ hash: "sha1" }), /the signature of node\.example\.com is made with SHA-1/],
    ["another purpose", leaf({ purposes: ["clientAuth"] }), /not for servers/],
  ])("is %s", async (_, pair, text) => {
    await expectOnly(
      { certificate: pair.certificate + middle.certificate, key: secret(pair.key) },
      { state: "failed", text, fix: /./ },
    );
  });

  it("is a name more than it covers", async () => {
    await expectOnly(
      { names: [name, "rpc.example.com", "192.0.2.1"] },
      {
        state: "failed",
        text: /does not cover rpc\.example\.com, 192\.0\.2\.1; it covers node\.example\.com$/,
      },
    );
  });

  it("is a key that belongs to another certificate", async () => {
    await expectOnly(
      { key: secret(issue("another").key) },
      { state: "failed", text: /the key in .*node\.key does not belong to the certificate in .*node\.crt/ },
    );
  });

  it("is that the two are swapped, or one stands in for both", async () => {
    await expectOnly(
      { certificate: secret(good.key), key: whole },
      { state: "failed", text: /node\.crt is the key and .*node\.key is the certificate/, fix: /^swap/ },
    );
    await expectOnly(
      { key: secret(whole) },
      { state: "failed", text: /node\.key holds a certificate and no/ },
    );
    await expectOnly(
      { certificate: secret(good.key) },
      { state: "failed", text: /node\.crt holds a private key and no certificate/ },
    );
  });

  it("is a file that is missing, a folder, a link in a circle, or something else", async () => {
    await expectOnly({ key: { target: "gone" } }, { state: "failed", text: /there is no file .*node\.key/ });
    await expectOnly(
      { key: { folder: true } },
      { state: "failed", text: /node\.key is no file but a folder/ },
    );
    await expectOnly({ certificate: { target: "node.crt" } }, { state: "failed", text: /circle/ });
    await expectOnly(
      { certificate: "hello\n" },
      { state: "failed", text: /node\.crt holds no certificate in PEM form/ },
    );
    await expectOnly(
      { certificate: "x".repeat(1024 * 1024 + 1) },
      { state: "failed", text: /node\.crt is larger than 1 MiB/ },
    );
  });

  it("is the binary form, and the command that makes PEM of it is named", async () => {
    const der = (pem: string) => Buffer.from(pem.replace(/-----.*-----|\n/g, ""), "base64");
    await expectOnly(
      { certificate: { content: der(good.certificate) } },
      {
        state: "failed",
        text: /node\.crt is a certificate in binary form/,
        fix: /^openssl x509 -inform der/,
      },
    );
    await expectOnly(
      { key: secret(der(good.key)) },
      { state: "failed", text: /node\.key is a key in binary form/, fix: /^openssl pkey -inform der/ },
    );
  });

  it("is a passphrase on the key, in either form", async () => {
    const form = (type: "pkcs8" | "pkcs1") =>
      createPrivateKey(good.key)
        .export({ type, format: "pem", cipher: "aes-256-cbc", passphrase: "secret" } as never)
        .toString();
    for (const encrypted of [form("pkcs8"), form("pkcs1")]) {
      await expectOnly(
        { key: secret(encrypted) },
        { state: "failed", text: /node\.key is under a passphrase/, fix: /^openssl pkey -in/ },
      );
    }
  });
});

describe("the chain", () => {
  it("has the leaf first", async () => {
    await expectOnly(
      { certificate: middle.certificate + good.certificate },
      {
        state: "failed",
        text: /the certificate of the key is number 2 in .*node\.crt/,
        fix: /put the leaf first/,
      },
    );
  });

  it("goes on in order", async () => {
    await expectOnly(
      { certificate: good.certificate + root.certificate + middle.certificate },
      { state: "failed", text: /wrong order/, fix: /node\.example\.com, Test Intermediate, Test Root$/ },
    );
  });

  it("has no gap", async () => {
    await expectOnly(
      { certificate: good.certificate + root.certificate },
      {
        state: "failed",
        text: /the certificate of Test Intermediate, which signed node\.example\.com, is missing/,
        fix: /behind that of node\.example\.com, before that of Test Root$/,
      },
    );
  });

  it("has no intermediate that has ended, or with a weak signature", async () => {
    const ended = issue("Test Intermediate", { authority: true, by: root, notAfter: "2026-11-20T00:00:00Z" });
    await expectOnly(
      { certificate: good.certificate + ended.certificate },
      { state: "failed", text: /Test Intermediate in the chain ended on 2026-11-20/ },
    );
    const weak = issue("Test Intermediate", { authority: true, by: root, hash: "sha1" });
    await expectOnly(
      { certificate: good.certificate + weak.certificate },
      { state: "failed", text: /the signature of Test Intermediate is made with SHA-1/ },
    );
  });

  it("is not told to be broken where only something is missing or too much", async () => {
    await expectOnly(
      { certificate: good.certificate },
      { state: "warning", text: /the certificate of Test Intermediate, which signed it, is not in/ },
    );
    await expectOnly(
      { certificate: whole + root.certificate },
      { state: "warning", text: /holds the root too/ },
    );
    await expectOnly(
      { certificate: whole + root.certificate + issue("Stranger").certificate },
      { state: "warning", text: /do not belong to its chain: Stranger/ },
    );
    const more = { "/etc/ssl/certs/ca-certificates.crt": issue("Other Root").certificate };
    await expectOnly({ more }, { state: "warning", text: /Test Root, which this box does not trust/ });
  });

  it("may lead to a root with a weak signature: nobody checks that one", async () => {
    const old = issue("Test Root", { authority: true, hash: "sha1" });
    await expectOnly(
      { certificate: whole + old.certificate },
      { state: "warning", text: /holds the root too/ },
    );
  });
});

describe("the end", () => {
  const notBefore = "2026-09-06T12:00:00Z";

  it.each([
    ["2026-12-05T11:00:00Z", /ends in 13 days/],
    ["2026-11-22T13:00:00Z", /ends in 1 day$/],
    ["2026-11-21T18:00:00Z", /ends within a day/],
  ])("%s is near enough to warn", async (notAfter, text) => {
    const pair = leaf({ notBefore, notAfter });
    await expectOnly(
      { certificate: pair.certificate + middle.certificate, key: secret(pair.key) },
      { state: "warning", text, fix: /wss-setup rotate --yes/ },
    );
  });

  it("is not near with fourteen days left", async () => {
    const pair = leaf({ notBefore, notAfter: "2026-12-05T12:00:00Z" });
    const certificate = pair.certificate + middle.certificate;
    expect(bad(await check({ certificate, key: secret(pair.key) }))).toEqual([]);
  });
});

describe("who may get at the key", () => {
  it.each([0o644, 0o604, 0o602])("is not everybody (mode %o)", async (mode) => {
    await expectOnly(
      { key: secret(good.key, mode) },
      {
        state: "failed",
        text: /every user of this box can get at/,
        fix: /^chmod 600 \/srv\/tls\/node\.key$/,
      },
    );
  });

  it("is not everybody behind a link either, and the file behind it is named", async () => {
    await expectOnly(
      { key: { target: "/srv/live.key" }, more: { "/srv/live.key": secret(good.key, 0o644) } },
      { state: "failed", text: /can get at/, fix: /^chmod 600 \/srv\/live\.key$/ },
    );
  });

  it("is nobody who could swap it, where it is or where its link is", async () => {
    const open = { folder: true, mode: 0o777 } as const;
    await expectOnly(
      { more: { "/srv": open } },
      { state: "failed", text: /can swap the private key: \/srv is open to all/, fix: /^chmod o-w \/srv$/ },
    );
    await expectOnly(
      { key: { target: "/etc/live.key" }, more: { "/srv/tls": open, "/etc/live.key": secret(good.key) } },
      { state: "failed", text: /\/srv\/tls is open to all/ },
    );
    expect(bad(await check({ more: { "/srv": { folder: true, mode: 0o1777 } } }))).toEqual([]);
  });

  it("may be a group or another user on the operator's word", async () => {
    await expectOnly(
      { key: { content: good.key, mode: 0o640, gid: 115 } },
      { state: "warning", text: /the group 115 can get at/ },
    );
    expect(bad(await check({ key: secret(good.key, 0o640) }))).toEqual([]);
    await expectOnly(
      { key: { content: good.key, mode: 0o600, uid: 1000 } },
      { state: "warning", text: /belongs to another user than root \(uid 1000\)/, fix: /^chown root:/ },
    );
    await expectOnly(
      { more: { "/srv/tls": { folder: true, mode: 0o755, uid: 1000 } } },
      { state: "warning", text: /user 1000 can swap/ },
    );
  });
});

describe.skipIf(!hasOpenssl)("the kind of key", () => {
  const signedByItself = (kind: "ec" | "ed25519", curve = "P-256"): Pair => {
    const { privateKey } =
      kind === "ec" ? generateKeyPairSync("ec", { namedCurve: curve }) : generateKeyPairSync("ed25519");
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const asked = ["-days", "300", "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
    const keyFile = join(temporaryFolder(), "key");
    writeFileSync(keyFile, pem);
    const { ok, said } = openssl(["req", "-x509", "-new", "-key", keyFile, ...asked]);
    if (!ok) throw new Error(said);
    return { certificate: said, key: pem };
  };

  const judged = async (pair: Pair) => {
    const host = new MemoryHost({ files: { [crt]: pair.certificate, [key]: secret(pair.key) } });
    return bad(await checkFiles(host, crt, key, [name], new Date(Date.now() + 3_600_000).toISOString()));
  };

  it.each(["P-256", "P-384"])("may be ECDSA on %s", async (curve) => {
    expect(await judged(signedByItself("ec", curve))).toEqual([]);
  });

  it.each([
    ["ed25519", "ed25519", "", /the key is ed25519, which browsers do not take/],
    ["P-521", "ec", "P-521", /on the curve secp521r1, which browsers do not take/],
    ["secp256k1", "ec", "secp256k1", /on the curve secp256k1/],
  ] as const)("is not %s", async (_, kind, curve, text) => {
    const rows = await judged(signedByItself(kind, curve));
    expect(rows).toMatchObject([{ state: "failed", text: expect.stringMatching(text) }]);
    expect(rows[0]?.fix).toContain("ECDSA (P-256)");
  });
});
