import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { caddyPattern, caddyString } from "../../../src/proxies/caddy/caddy-string.ts";
import { writable } from "./writable.ts";

describe("caddyString", () => {
  it.each([
    ["/etc/caddy/wss-setup.crt", "/etc/caddy/wss-setup.crt"],
    ["", '""'],
    ["two words", '"two words"'],
    ["# no comment", '"# no comment"'],
    ["<<HEREDOC", '"<<HEREDOC"'],
    ['say "hello"', '`say "hello"`'],
    ["a\\.b", "`a\\.b`"],
    ["tick`", '"tick`"'],
  ])("writes %j as %s", (value, written) => {
    expect(caddyString(value)).toBe(written);
  });

  it.each(["{$HOME}", "{env.HOME}", "{", "}", "a\nb", "a\rb", "a\0b", "\u007f", '`and "', "`\\"])(
    "refuses %j",
    (value) => {
      expect(() => caddyString(value)).toThrow(/cannot be written into a Caddyfile/);
    },
  );

  it("is one word on one line, whatever it holds", () => {
    fc.assert(
      fc.property(writable, (value) => {
        const written = caddyString(value);
        expect(written).not.toMatch(/[\n\r{}]/);
        if (/\s/.test(written)) expect(written).toMatch(/^(["`]).*\1$/s);
      }),
    );
  });
});

describe("caddyPattern", () => {
  it("matches the text alone", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const pattern = new RegExp(`^${caddyPattern(text)}$`);
        expect(pattern.test(text)).toBe(true);
        if (other !== text) expect(pattern.test(other)).toBe(false);
      }),
    );
  });
});
