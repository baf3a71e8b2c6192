import { describe, expect, test } from "vitest";
import {
  passphraseFault,
  passphraseFrom,
  readPassphrase,
} from "../../../src/certificates/own-ca/passphrase.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";

const path = "/root/ca.pass";

function hostWith(files: Readonly<Record<string, Placed>>): MemoryHost {
  return new MemoryHost({ files });
}

test.each([
  ["the first line counts", { [path]: { content: "correct horse\nmore\n", mode: 0o600 } }],
  ["a link is followed", { [path]: { target: "b" }, "/root/b": { content: "correct horse", mode: 0o400 } }],
])("%s", async (_, files) => {
  expect(await readPassphrase(hostWith(files), path)).toEqual({ passphrase: "correct horse" });
});

describe("a file that is not taken", () => {
  test.each([
    ["missing", {}],
    ["missing", { [path]: { target: "/root/gone" } }],
    ["empty", { [path]: { content: "\nsecond\n", mode: 0o600 } }],
    ["empty", { [path]: { content: "", mode: 0o600 } }],
    ["open to others", { [path]: { content: "secret\n", mode: 0o640 } }],
    ["open to others", { [path]: { target: "/srv/b" }, "/srv/b": { content: "secret\n", mode: 0o604 } }],
  ])("%s", async (fault, files) => {
    const host = hostWith(files);
    expect(await readPassphrase(host, path)).toEqual({ fault });
    await expect(passphraseFrom(host, path, "--ca-passphrase-file")).rejects.toMatchObject({
      exitCode: 64,
      message: expect.stringMatching(/^--ca-passphrase-file: .*\/root\/ca\.pass/),
      next: expect.stringContaining(path),
    });
  });

  test.each(["missing", "empty"] as const)("and that the answers name: %s", (fault) => {
    expect(passphraseFault(fault, path, "certificate.caPassphraseFile").next).toBe(
      `write the passphrase into ${path}, or name another file that holds it: --ca-passphrase-file PATH`,
    );
  });
});
