import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { copyCertificateScript } from "../../../src/certificates/copies/script.ts";
import type { PairCopy } from "../../../src/core/step.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const me = spawnSync("id", ["-un"], { encoding: "utf8" }).stdout.trim();
const certificate = "-----BEGIN CERTIFICATE-----\nleaf\n-----END CERTIFICATE-----";
const key = "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n";

/** A folder whose name holds what a shell would take for something else, with a pair in it. */
function scene() {
  const folder = join(temporaryFolder(), "it's $HOME; `x` ");
  mkdirSync(join(folder, "bin"), { recursive: true });
  const [certificateFile, keyFile] = [join(folder, "c.crt"), join(folder, "c.key")];
  writeFileSync(certificateFile, certificate);
  writeFileSync(keyFile, key, { mode: 0o600 });
  const run = (copies: readonly PairCopy[]) => {
    const script = copyCertificateScript({ certificateFile, keyFile }, copies);
    const env = { PATH: `${join(folder, "bin")}:${process.env.PATH}`, FOLDER: folder };
    return spawnSync("/bin/sh", ["-s"], { input: script, env, encoding: "utf8" });
  };
  /** Puts a program first in PATH that does these lines before it is the real one. */
  const first = (name: string, lines: string) => {
    const real = spawnSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${lines}\nexec ${real} "$@"\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  };
  return { folder, keyFile, run, first };
}

describe("the copies", () => {
  test("hold the parts in their order, each part's last line ended, and are for their reader alone", () => {
    const { folder, run } = scene();
    const both = { path: join(folder, "both.pem"), parts: ["certificate", "key"], owner: me } as const;
    const one = { path: join(folder, "one.key"), parts: ["key"], owner: me } as const;
    writeFileSync(both.path, "the copy of before", { mode: 0o644 });
    expect(run([both, one])).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(readFileSync(both.path, "utf8")).toBe(`${certificate}\n${key}`);
    expect(readFileSync(one.path, "utf8")).toBe(key);
    expect([both, one].map(({ path }) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  test("could be read by nobody else at any instant", () => {
    const { folder, run, first } = scene();
    const look = 'stat -c "%a" "$FOLDER"/.both.pem.wss-setup-* >>"$FOLDER/modes"';
    for (const name of ["awk", "chown", "sync", "mv"]) first(name, look);
    expect(run([{ path: join(folder, "both.pem"), parts: ["key"], owner: me }])).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, "modes"), "utf8")).toBe("600\n".repeat(4));
  });

  test("stay as they were, with nothing beside them, where a new one cannot be made", () => {
    const { folder, run, first } = scene();
    const path = join(folder, "both.pem");
    writeFileSync(path, "the copy of before", { mode: 0o600 });
    first("sync", "exit 1");
    expect(run([{ path, parts: ["certificate", "key"], owner: me }])).toMatchObject({ status: 1 });
    expect(readFileSync(path, "utf8")).toBe("the copy of before");
    expect(readdirSync(folder).filter((name) => name.includes(".wss-setup-"))).toEqual([]);
  });

  test("what a run that was killed left beside them is gone after the next", () => {
    const { folder, run } = scene();
    const path = join(folder, "both.pem");
    writeFileSync(join(folder, ".both.pem.wss-setup-abcdef"), key, { mode: 0o600 });
    expect(run([{ path, parts: ["key"], owner: me }])).toMatchObject({ status: 0 });
    expect(readdirSync(folder).sort()).toEqual(["bin", "both.pem", "c.crt", "c.key"]);
  });
});
