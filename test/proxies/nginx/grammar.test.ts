import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNginx } from "../../../src/proxies/nginx/grammar.ts";
import { nginxMapKey, nginxString } from "../../../src/proxies/nginx/nginx-string.ts";
import { writable } from "./writable.ts";

describe("parseNginx", () => {
  it("reads words, blocks and comments", () => {
    const text = `user www-data; # who
http { # the web
    server { listen 443 ssl; server_name a.example  b.example; }
}
`;
    expect(parseNginx(text)).toEqual([
      { name: "user", args: ["www-data"] },
      {
        name: "http",
        args: [],
        block: [
          {
            name: "server",
            args: [],
            block: [
              { name: "listen", args: ["443", "ssl"] },
              { name: "server_name", args: ["a.example", "b.example"] },
            ],
          },
        ],
      },
    ]);
  });

  it.each([
    ["a \"b c\" 'd;e';", ["b c", "d;e"]],
    ['a "say \\"hi\\"" \'it\\\'s\';', ['say "hi"', "it's"]],
    ["a b\\;c;", ["b\\;c"]],
    ["a b#c;", ["b#c"]],
    ["a x${host}y;", ["x${host}y"]],
    ['a "^x{2}$";', ["^x{2}$"]],
    ['a b\\\\c "d\\te";', ["b\\c", "d\te"]],
    ['a "";', [""]],
    ["a é;", ["é"]],
  ])("reads %s", (text, args) => {
    expect(parseNginx(text)).toEqual([{ name: "a", args }]);
  });

  it("reads a condition that ends in a quote and a parenthesis", () => {
    expect(parseNginx('if ($a ~ "x y") { return 403; }')).toEqual([
      { name: "if", args: ["($a", "~", "x y"], block: [{ name: "return", args: ["403"] }] },
    ]);
  });

  it("does not read Lua", () => {
    const text = 'content_by_lua_block { if #t > 0 then t = { "\'" } end }\nlisten 80;';
    expect(parseNginx(text).map(({ name }) => name)).toEqual(["content_by_lua_block", "listen"]);
  });

  it.each([
    ["server {", "line 1: the text ends"],
    ["a b", "line 1: the text ends"],
    ["a;\n}", 'line 2: unexpected "}"'],
    ["a;\n;", 'line 2: unexpected ";"'],
    ["a { b }", 'line 1: unexpected "}"'],
    ['a "b', "line 1: the text ends inside quotes"],
    ['a "b"c;', 'line 1: unexpected "c" behind a quote'],
  ])("refuses %j", (text, message) => {
    expect(() => parseNginx(text)).toThrow(message);
  });
});

describe("nginxString", () => {
  it("comes back from the parser as it went in, whatever stands around it", () => {
    fc.assert(
      fc.property(writable, writable, (first, second) => {
        const text = `name ${nginxString(first)} ${nginxString(second)};block{a b;}`;
        expect(parseNginx(text)[0]).toEqual({ name: "name", args: [first, second] });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["node.example.com", "node.example.com"],
    ["[2001:db8::1]:9944", "[2001:db8::1]:9944"],
    ["", '""'],
    ["a b", '"a b"'],
    ['a";return 200;"', '"a\\";return 200;\\""'],
    ["a\\", '"a\\\\"'],
    ["a#b", '"a#b"'],
    ["{}", '"{}"'],
  ])("writes %j as %s", (value, written) => {
    expect(nginxString(value)).toBe(written);
  });

  it.each(["a\nb", "a\u0000", "a\tb", "$host", "a${b}"])(
    "refuses %j, which nginx cannot be told",
    (value) => {
      expect(() => nginxString(value)).toThrow("cannot be written");
    },
  );
});

describe("nginxMapKey", () => {
  it("is never an expression or a parameter of map", () => {
    for (const word of ["~^x", "default", "hostnames", "include", "volatile", "\\x"]) {
      const [map] = parseNginx(`map $a $b { ${nginxMapKey(word)} 1; }`);
      expect(map?.block?.[0]?.name).toBe(`\\${word}`);
    }
    expect(nginxMapKey("https://app.example.com")).toBe("https://app.example.com");
  });
});
