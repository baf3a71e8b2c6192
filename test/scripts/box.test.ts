import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command } from "../helpers/box/command.ts";
import { banner } from "../helpers/box/main-words.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const script = join(import.meta.dirname, "../../scripts/box");
const box = (...args: readonly string[]) => command([script, ...args]);

describe("scripts/box", () => {
  it.each(["--help", "-h", "help"])(
    "%s tells what there is, also to whoever may boot no box",
    async (word) => {
      const { code, stdout, stderr } = await box(word);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      for (const known of ["shell SUITE [VARIANT]", "bookworm", "ufw-active", "WSS_SETUP_CACHE"])
        expect(stdout).toContain(known);
      expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it.each(["--help", "-h", "help"])(
    "shell %s installs and builds nothing first, for root neither",
    async (word) => {
      const root = temporaryFolder();
      mkdirSync(`${root}/scripts`);
      copyFileSync(script, `${root}/scripts/box`);
      for (const name of ["install", "build", "node"])
        writeFileSync(`${root}/scripts/${name}`, `#!/bin/sh\n: >${root}/${name}-ran\necho "$PATH"\n`, {
          mode: 0o755,
        });
      expect(await command([`${root}/scripts/box`, "shell", word])).toMatchObject({ code: 0 });
      expect(["install", "build", "node"].filter((name) => existsSync(`${root}/${name}-ran`))).toEqual([
        "node",
      ]);
    },
  );

  it("begins a shell with the program and the backend, in lines that fit", () => {
    const text = banner({
      suite: "bookworm",
      variant: "reject-unsaved",
      ip4: "10.88.255.2",
      ip6: "fd88:255::2",
    });
    expect(text).toMatch(/^ {2}wss-setup .*\n {2}ws:\/\/127\.0\.0\.1:9944 /m);
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});
