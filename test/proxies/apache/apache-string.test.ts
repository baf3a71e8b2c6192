import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apacheString, headerValue, sameText } from "../../../src/proxies/apache/apache-string.ts";
import { parseApache } from "../../../src/proxies/apache/grammar.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what cannot be written.
const unwritable = /[\u0000-\u001f\u007f]|\$\{/;

describe("a value in Apache's grammar", () => {
  it("is read as it was meant, whatever is in it", () => {
    const writable = fc.string({ unit: "grapheme" }).filter((text) => !unwritable.test(text));
    fc.assert(
      fc.property(writable, (text) => {
        expect(parseApache(`Alias ${apacheString(text)} b`)).toEqual([{ name: "Alias", args: [text, "b"] }]);
      }),
    );
  });

  it.each([
    ["/etc/ssl/a.pem", "/etc/ssl/a.pem"],
    ["/srv/my key.pem", '"/srv/my key.pem"'],
    ['a"b\\', '"a\\"b\\\\"'],
    ["", '""'],
    ["#a", '"#a"'],
  ])("%j is written %s", (value, written) => {
    expect(apacheString(value)).toBe(written);
  });

  it.each(["a\nb", "a\u0000", "a\r", "${PATH}", "a${b"])("%j is refused", (value) => {
    expect(() => apacheString(value)).toThrow(/cannot be written into an Apache configuration/);
  });

  it("is no figure of mod_headers", () => {
    expect(headerValue("100%{x}e")).toBe('"100%%{x}e"');
    expect(headerValue("a\\nb")).toBe('"a\\\\\\\\nb"');
    expect(() => headerValue("expr=%{env:PATH}")).toThrow(/a header of Apache's/);
  });

  it("is compared as a whole by mod_rewrite, or not written", () => {
    expect(sameText("https://app.example.com:8443")).toBe('"=https://app.example.com:8443"');
    expect(sameText("https://[2001:db8::1]")).toBe('"=https://[2001:db8::1]"');
    for (const text of ["", "a b", 'a"', "a\\", "%1", "$1", "a\n"]) {
      expect(() => sameText(text), text).toThrow(/condition of mod_rewrite/);
    }
  });
});

describe("parseApache", () => {
  it("reads lines, sections, comments and lines that go on", () => {
    const text = `# a comment
Listen 443 https
<IfModule ssl_module>
    SetEnvIf User-Agent "a \\"b\\" # c" x
    <IfModule !mod_x.c>
    Listen \\
      8443
    </IfModule>
</IfModule>
<Location />
</Location>
`;
    expect(parseApache(text)).toEqual([
      { name: "Listen", args: ["443", "https"] },
      {
        name: "IfModule",
        args: ["ssl_module"],
        block: [
          { name: "SetEnvIf", args: ["User-Agent", 'a "b" # c', "x"] },
          { name: "IfModule", args: ["!mod_x.c"], block: [{ name: "Listen", args: ["8443"] }] },
        ],
      },
      { name: "Location", args: ["/"], block: [] },
    ]);
  });

  it.each([
    ["<IfModule a>\nListen 1\n", "line 3: the text ends inside <IfModule>"],
    ["Listen 1\n</IfModule>\n", "line 2: unexpected </IfModule>"],
    ["<A>\n</B>\n", "line 2: unexpected </B>"],
  ])("says where %j makes no sense", (text, message) => {
    expect(() => parseApache(text)).toThrow(new SyntaxError(message));
  });
});
