import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { IssuedPair, RenewedCopies } from "../../../src/certificates/source.ts";
import { type Authority, makeAuthority } from "../../../src/certificates/x509/authority.ts";
import { issueLeaf } from "../../../src/certificates/x509/leaf.ts";
import { protectKey } from "../../../src/certificates/x509/protect-key.ts";
import type { KeyType } from "../../../src/core/answers.ts";
import { sha256 } from "../../../src/core/sha256.ts";
import { command } from "../../helpers/box/command.ts";
import { handshake } from "../handshake.ts";
import { hasOpenssl, openssl } from "../openssl.ts";
import { Bench } from "./bench.ts";

const now = new Date();
const onLine = () => {};
const names = ["node.example.com", "127.0.0.1", "::1"];
const settings = { names, key: "ecdsa", days: 365 } as const;
const untouched = { "certs/wss-setup.crt": "644", "private/wss-setup.key": "600" };

interface Wanted {
  readonly key?: KeyType;
  readonly days: number;
  readonly issuer?: Authority;
  readonly names?: readonly string[];
}

function pairOf({ key = "ecdsa", ...wanted }: Wanted): Promise<IssuedPair> {
  return issueLeaf({ names, key, now, onLine, ...wanted });
}

function rootOf(key: KeyType, days = 3652): Promise<Authority> {
  return makeAuthority({ names, key, days, now, onLine });
}

/** What the certificate says besides its keys and its time, in any order. */
function content({ certificate }: IssuedPair): readonly string[] {
  const { said } = openssl(
    ["x509", "-noout", "-text", "-certopt", "no_serial,no_validity,no_pubkey,no_sigdump"],
    certificate,
  );
  return said
    .split("\n")
    .map((line) => line.trim().replace(/^(keyid:)?([0-9A-F]{2}:){19}[0-9A-F]{2}$/, "(key)"))
    .sort();
}

describe.skipIf(!hasOpenssl)("a pair that ends soon", () => {
  const ways: readonly (readonly [KeyType, KeyType | undefined])[] = [
    ["rsa", undefined],
    ["ecdsa", undefined],
    ["rsa", "rsa"],
    ["ecdsa", "ecdsa"],
    ["ecdsa", "rsa"],
    ["rsa", "ecdsa"],
  ];
  test.each(ways)("with %s, below %s, is renewed as it was made", async (key, rootKey) => {
    const root = rootKey && (await rootOf(rootKey));
    const old = await pairOf({ key, days: 29, ...(root && { issuer: root }) });
    const bench = new Bench(old, root);
    const { code, stdout, stderr } = await bench.run({ names, key, days: 365 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });

    const fresh = bench.pair;
    const leaf = new X509Certificate(fresh.certificate);
    expect(fresh.key).not.toBe(old.key);
    expect(leaf.checkPrivateKey(createPrivateKey(fresh.key))).toBe(true);
    expect(fresh.key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(content(fresh)).toEqual(content(old));
    expect(leaf.serialNumber).toMatch(/^4[\dA-F]{31}$/);
    expect(leaf.verify(root ? new X509Certificate(root.certificate).publicKey : leaf.publicKey)).toBe(true);
    const [begin, end] = [leaf.validFromDate.getTime(), leaf.validToDate.getTime()];
    expect(end - begin).toBe((365 * 24 + 1) * 3_600_000);
    expect(Math.abs(begin + 3_600_000 - Date.now())).toBeLessThan(60_000);
    expect(stdout).toMatch(/^wss-setup: renewed .*, which now lasts until .* GMT\n$/);

    expect(bench.files).toEqual(untouched);
    expect(bench.calls).toEqual(["test-proxy -t two words", "reload-proxy "]);
    for (const name of names) {
      const address = name === "node.example.com" ? "127.0.0.1" : name;
      const ca = root?.certificate ?? fresh.certificate;
      expect(await handshake({ pair: fresh, address, name, ca })).toMatch(/^[\da-f]{64}$/);
    }
  });

  test("for addresses alone is renewed below its root", async () => {
    const addresses = ["127.0.0.1"];
    const root = await makeAuthority({ names: addresses, key: "ecdsa", now, onLine });
    const old = await pairOf({ names: addresses, days: 3, issuer: root });
    const bench = new Bench(old, root);
    expect(await bench.run({ ...settings, names: addresses })).toMatchObject({ code: 0, stderr: "" });
    expect(content(bench.pair)).toEqual(content(old));
  });

  test("gets a key that nobody else could read at any instant", async () => {
    const bench = new Bench(await pairOf({ days: 3 }));
    const real = (await command(["sh", "-c", "command -v openssl"])).stdout.trim();
    const look = 'stat -c "%a %n" "$FOLDER"/private/* >>"$FOLDER/modes"';
    bench.program("openssl", `${look}\n${real} "$@"\nstatus=$?\n${look}\nexit $status`);
    for (const name of ["test-proxy", "reload-proxy"]) bench.program(name, look);
    expect(await bench.run(settings)).toMatchObject({ code: 0 });
    const modes = readFileSync(join(bench.folder, "modes"), "utf8").trim().split("\n");
    expect(modes.filter((line) => line.includes(".new-")).length).toBeGreaterThan(3);
    expect(modes.filter((line) => line.includes(".old")).length).toBeGreaterThan(1);
    expect(modes.filter((line) => !line.startsWith("600 "))).toEqual([]);
  });
});

describe.skipIf(!hasOpenssl)("it is time", () => {
  test.each([
    ["30 days before the end, not earlier", 365, 31, false],
    ["30 days before the end", 365, 29, true],
    ["in the last third of a short life, not earlier", 30, 11, false],
    ["in the last third of a short life", 30, 9, true],
    ["when it has ended", 365, -1, true],
  ])("%s", async (_when, days, left, renewed) => {
    const ends = new Date(now.getTime() + (left - 10) * 86_400_000);
    const old = await issueLeaf({ names, key: "ecdsa", days: 10, now: ends, onLine });
    const bench = new Bench(old);
    expect(await bench.run({ ...settings, days })).toMatchObject({ code: 0, stderr: "" });
    expect(bench.pair.certificate !== old.certificate).toBe(renewed);
    expect(bench.calls.length > 0).toBe(renewed);
    expect(bench.files).toEqual(untouched);
  });
});

describe.skipIf(!hasOpenssl)("the old pair is there again, and somebody is told", () => {
  test("when the proxy's test fails: then nothing is reloaded", async () => {
    const old = await pairOf({ days: 3 });
    const bench = new Bench(old);
    bench.program("test-proxy", "echo 'nginx: [emerg] no such thing' >&2; exit 1");
    const { code, stderr } = await bench.run(settings);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /was not renewed, it ends on [^:]*:[^:]*:[^:]*: .*test-proxy -t two words said: nginx: \[emerg\] no such thing/,
    );
    const { validTo } = new X509Certificate(old.certificate);
    expect(stderr).toContain(`it ends on ${validTo}: `);
    expect(bench.calls[1]).toMatch(
      /^logger -t wss-setup -p daemon.warning -- the certificate in .* was not renewed/,
    );
    expect(bench.calls.filter((call) => call.startsWith("reload"))).toEqual([]);
    expect([bench.pair, bench.files]).toEqual([old, untouched]);
  });

  test("when the reload fails: then the proxy is given the old pair again", async () => {
    const old = await pairOf({ days: 3 });
    const bench = new Bench(old);
    bench.program("reload-proxy", 'cmp -s "$FOLDER/old.crt" "$FOLDER/certs/wss-setup.crt"');
    writeFileSync(join(bench.folder, "old.crt"), old.certificate);
    const { code, stderr } = await bench.run(settings);
    expect(code).toBe(1);
    expect(stderr).toContain("reload-proxy said:");
    expect(stderr).not.toContain("the proxy was not reloaded");
    expect(bench.calls.map((call) => call.split(" ")[0])).toEqual([
      "test-proxy",
      "reload-proxy",
      "logger",
      "reload-proxy",
    ]);
    expect([bench.pair, bench.files]).toEqual([old, untouched]);
  });

  test("and also that the proxy does not even take the old one", async () => {
    const bench = new Bench(await pairOf({ days: 3 }));
    bench.program("reload-proxy", "exit 1");
    const { code, stderr } = await bench.run(settings);
    expect(code).toBe(1);
    expect(stderr).toContain("the old certificate is back in");
  });

  test("when the script is ended in the midst", async () => {
    const old = await pairOf({ days: 3 });
    const bench = new Bench(old);
    bench.program("test-proxy", 'kill -TERM "$PPID"');
    const { code, stderr } = await bench.run(settings);
    expect(code).toBe(143);
    expect(stderr).toMatch(/the renewal of .* was cut off/);
    expect([bench.pair, bench.files]).toEqual([old, untouched]);
  });

  test("when openssl fails: then nothing was touched at all", async () => {
    const old = await pairOf({ days: 3 });
    const bench = new Bench(old);
    // A root for other names: the chain does not verify.
    const stranger = await makeAuthority({ names: ["other.example.com"], key: "ecdsa", now, onLine });
    const below = await pairOf({ days: 3, issuer: stranger });
    const strange = new Bench(below, stranger);
    const { code, stderr } = await strange.run(settings);
    expect(code).toBe(1);
    expect(stderr).toContain("permitted subtree violation");
    expect([strange.pair, strange.files]).toEqual([below, untouched]);
    expect([bench.pair, bench.files]).toEqual([old, untouched]);
  });
});

describe.skipIf(!hasOpenssl)("after a run that was killed in the midst", () => {
  test.each(["test-proxy", "reload-proxy"])(
    "by %s, the next one puts the old pair back and renews it",
    async (where) => {
      const old = await pairOf({ days: 3 });
      const bench = new Bench(old);
      bench.program(where, 'kill -KILL "$PPID"');
      await bench.run(settings);
      expect(bench.pair.certificate).not.toBe(old.certificate);
      expect(Object.keys(bench.files)).toContain("certs/wss-setup.crt.old");

      bench.program("test-proxy", "");
      bench.program("reload-proxy", 'cat "$FOLDER/certs/wss-setup.crt" >>"$FOLDER/served"');
      expect(await bench.run(settings)).toMatchObject({ code: 0, stderr: "" });
      const served = readFileSync(join(bench.folder, "served"), "utf8");
      expect(served).toBe(old.certificate + bench.pair.certificate);
      const leaf = new X509Certificate(bench.pair.certificate);
      expect(leaf.checkPrivateKey(createPrivateKey(bench.pair.key))).toBe(true);
      const { "certs/wss-setup.crt": mode, "private/wss-setup.key": keyMode } = bench.files;
      expect([mode, keyMode]).toEqual(["644", "600"]);
      expect(Object.keys(bench.files).filter((path) => /old|new-/.test(path))).toEqual([]);
    },
  );
});

test.skipIf(!hasOpenssl).each([1, 2, 3, 4])(
  "a run that was killed before its move no. %i has left a pair to go on with, and in the end nothing else",
  async (move) => {
    const old = await pairOf({ days: 3 });
    const bench = new Bench(old);
    const count = `"$(grep -c '^mv ' "$CALLS")"`;
    bench.program("mv", `[ ${count} -lt ${move} ] || { kill -KILL "$PPID"; exit 1; }\nexec /bin/mv "$@"`);
    await bench.run(settings);
    expect(bench.calls.filter((call) => call.startsWith("mv "))).toHaveLength(move);

    bench.program("mv", 'exec /bin/mv "$@"');
    bench.program("test-proxy", "exit 1");
    expect(await bench.run(settings)).toMatchObject({ code: 1 });
    expect(bench.pair).toEqual(old);
    expect(Object.keys(bench.files).filter((path) => /old|new-/.test(path))).toEqual([]);
  },
);

describe.skipIf(!hasOpenssl)("a root whose key cannot be used from here", () => {
  const keep: readonly (readonly [string, (bench: Bench, root: Authority) => Promise<void>, string])[] = [
    [
      "needs its passphrase",
      async (bench, root) => writeFileSync(bench.rootKeyFile, await protectKey(root.key, "secret")),
      "needs its passphrase",
    ],
    ["was carried away", async (bench) => rmSync(bench.rootKeyFile), "is not on this machine"],
  ];

  test.each(keep)("because it %s: it warns from 60 days before the end", async (_what, change, why) => {
    const root = await rootOf("ecdsa");
    const old = await pairOf({ days: 59, issuer: root });
    const bench = new Bench(old, root);
    await change(bench, root);
    const { code, stdout, stderr } = await bench.run(settings);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^wss-setup: the certificate in .* ends on .* GMT, and nobody renews it: /);
    expect(stderr).toContain(`${why}. Run wss-setup rotate --yes\n`);
    expect(bench.calls).toEqual([
      stderr.trim().replace("wss-setup: ", "logger -t wss-setup -p daemon.warning -- "),
    ]);
    expect([bench.pair, bench.files]).toEqual([old, untouched]);
  });

  test.each(keep)("because it %s: nothing is said earlier", async (_what, change) => {
    const root = await rootOf("ecdsa");
    const bench = new Bench(await pairOf({ days: 61, issuer: root }), root);
    await change(bench, root);
    expect(await bench.run(settings)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(bench.calls).toEqual([]);
  });
});

describe.skipIf(!hasOpenssl)("it lets everything be, and says why", () => {
  test("where the root ends before a new certificate would", async () => {
    const root = await rootOf("ecdsa", 100);
    const old = await pairOf({ days: 3, issuer: root });
    const bench = new Bench(old, root);
    const { code, stderr } = await bench.run(settings);
    expect(code).toBe(1);
    expect(stderr).toContain("a new root is needed. Run wss-setup rotate --yes");
    expect([bench.pair, bench.files]).toEqual([old, untouched]);
  });

  test("where somebody put a certificate of their own there", async () => {
    const mine = await rootOf("ecdsa");
    const foreign = await makeAuthority({ names: ["x.example.com"], key: "ecdsa", now, onLine });
    const signed = await pairOf({ days: 3, issuer: foreign });
    const alone = new Bench(signed);
    expect((await alone.run(settings)).stderr).toContain("does not sign itself");
    const below = new Bench(signed, mine);
    expect((await below.run(settings)).stderr).toContain("is not signed by the one in");
    expect([alone.pair, below.pair]).toEqual([signed, signed]);
  });

  test.each(["certs/wss-setup.crt", "private/wss-setup.key"])("where %s is missing", async (path) => {
    const bench = new Bench(await pairOf({ days: 3 }));
    rmSync(join(bench.folder, path));
    const { code, stderr } = await bench.run(settings);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^wss-setup: there is no (certificate|key) in .*: wss-setup apply -a \/etc\/wss-setup\/answers\.yaml --yes\n$/,
    );
  });

  test("where openssl is missing", async () => {
    const bench = new Bench(await pairOf({ days: 3 }));
    const tools = join(bench.folder, "bin");
    for (const tool of ["flock", "rm"]) {
      const { stdout } = await command(["sh", "-c", `command -v ${tool}`]);
      symlinkSync(stdout.trim(), join(tools, tool));
    }
    const { code, stderr } = await bench.run(settings, ["/usr/bin/env", `PATH=${tools}`]);
    expect(code).toBe(1);
    expect(stderr).toContain("apt-get install openssl");
  });

  test("while somebody else changes the endpoint", async () => {
    const old = await pairOf({ days: 3 });
    const bench = new Bench(old);
    expect(await bench.run(settings, ["flock", bench.lockFile])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect([bench.pair, bench.calls]).toEqual([old, []]);
  });
});

test.skipIf(!hasOpenssl)("whatever the proxy leaves running does not keep the lock", async () => {
  const bench = new Bench(await pairOf({ days: 3 }));
  bench.program("reload-proxy", 'if [ -e /proc/self/fd/9 ]; then echo "9 is open"; exit 1; fi');
  expect(await bench.run(settings)).toMatchObject({ code: 0, stderr: "" });
});

describe.skipIf(!hasOpenssl)("a proxy that reads a copy", () => {
  const both = 'cat "$FOLDER/certs/wss-setup.crt" "$FOLDER/private/wss-setup.key"';

  /** A copy of the pair as it is, and a program that makes it anew. */
  async function copying(): Promise<{ bench: Bench; copy: () => string; copies: RenewedCopies }> {
    const bench = new Bench(await pairOf({ days: 3 }));
    const file = join(bench.folder, "copy.pem");
    writeFileSync(file, bench.pair.certificate + bench.pair.key);
    bench.program("copy-certificate", `${both} >"$FOLDER/copy.pem"`);
    const make = [join(bench.folder, "bin/copy-certificate")];
    return { bench, copy: () => readFileSync(file, "utf8"), copies: { make, files: [file] } };
  }

  test("gets it before its test, and its sum is known for ours", async () => {
    const { bench, copy, copies } = await copying();
    expect(await bench.run({ ...settings, copies })).toMatchObject({ code: 0, stderr: "" });
    expect(bench.calls.map((call) => call.split(" ")[0])).toEqual([
      "copy-certificate",
      "test-proxy",
      "reload-proxy",
    ]);
    expect(copy()).toBe(bench.pair.certificate + bench.pair.key);
    expect(readFileSync(join(bench.folder, "renewed"), "utf8")).toContain(
      `${sha256(copy())}  ${copies.files[0]}`,
    );
  });

  test.each(["test-proxy", "reload-proxy"])(
    "and %s refuses the new pair, has the old one again",
    async (name) => {
      const { bench, copy, copies } = await copying();
      const old = bench.pair;
      bench.program(name, "exit 1");
      expect(await bench.run({ ...settings, copies })).toMatchObject({ code: 1 });
      expect(bench.pair).toEqual(old);
      expect(copy()).toBe(old.certificate + old.key);
    },
  );

  test("that cannot be made, keeps the old pair", async () => {
    const { bench, copies } = await copying();
    const old = bench.pair;
    bench.program("copy-certificate", "exit 1");
    const { code, stderr } = await bench.run({ ...settings, copies });
    expect(code).toBe(1);
    expect(stderr).toContain("copy-certificate said:");
    expect(bench.pair).toEqual(old);
    expect(bench.calls.filter((call) => /^(?:test|reload)-proxy/.test(call))).toEqual([]);
  });
});
