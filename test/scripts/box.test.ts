import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command } from "../helpers/box/command.ts";
import { banner } from "../helpers/box/main-words.ts";

const box = (...args: readonly string[]) =>
  command([join(import.meta.dirname, "../../scripts/box"), ...args]);

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
