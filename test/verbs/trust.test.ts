import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { streamTerminal } from "../../src/cli/terminal.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { rootFile } from "../../src/trust/root.ts";
import { trustVerb } from "../../src/verbs/trust.ts";
import { makeRoot } from "../helpers/authority/root.ts";

const installed = "/usr/local/share/ca-certificates/wss-setup-root.crt";

it.each([
  ["trust", [rootFile], {}, /^\+ {2}system store/m],
  ["trust --remove", [rootFile, installed], { remove: true }, /^- {2}system store/m],
])(
  "%s without --yes shows what it would change, changes nothing and exits 64",
  async (verb, held, values, change) => {
    const { certificate } = makeRoot(["node.example.com"]);
    const files = ["/usr/sbin/update-ca-certificates", ...held].map((path) => [path, certificate]);
    const host = new MemoryHost({
      now: new Date(),
      files: Object.fromEntries(files),
      run: ([program]) =>
        program === "getent" ? { stdout: "root:x:0:0:root:/root:/bin/bash\n" } : undefined,
    });
    const stderr = new PassThrough();
    const terminal = streamTerminal(new PassThrough(), stderr);
    await expect(
      trustVerb({ host, terminal, values, signal: new AbortController().signal }),
    ).rejects.toMatchObject({ exitCode: 64, next: `wss-setup ${verb} --yes` });
    expect(String(stderr.read())).toMatch(change);
    expect(host.writes).toEqual([]);
  },
);
