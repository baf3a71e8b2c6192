import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../src/core/edit.ts";
import { topLevelOf } from "../../../src/proxies/caddy/caddyfile.ts";
import { importEdits } from "../../../src/proxies/caddy/main-file.ts";
import { debianCaddyfile } from "./debian-files.ts";

const ours = "import /etc/caddy/wss-setup.caddy # wss-setup's endpoint";

describe("the top level of a Caddyfile", () => {
  const nothing = { options: false, imports: [], blocks: 0, withoutBraces: false };

  it.each([
    ["nothing", "", nothing],
    ["comments alone", "# a\n\n# b\n", nothing],
    ["the stock file", debianCaddyfile, { ...nothing, blocks: 1 }],
    [
      "global options",
      "{\n\tdebug\n}\n\na.com {\n\trespond 1\n}\n",
      { ...nothing, options: true, blocks: 1 },
    ],
    [
      "options behind comments",
      "# mine\n{\n\tservers {\n\t\tprotocols h1\n\t}\n}\n",
      { ...nothing, options: true },
    ],
    ["a site without braces", "example.com\nrespond hello\n", { ...nothing, withoutBraces: true }],
    ["one on a single line", "example.com", { ...nothing, withoutBraces: true }],
    ["several addresses", "a.com,\nb.com, c.com {\n\tfile_server\n}\n", { ...nothing, blocks: 1 }],
    ["a snippet", "(logging) {\n\tlog\n}\na.com {\n\timport logging\n}\n", { ...nothing, blocks: 2 }],
    [
      "imports",
      `import sites/*.caddy\n${ours}\n`,
      { ...nothing, imports: ["sites/*.caddy", "/etc/caddy/wss-setup.caddy"] },
    ],
    [
      "a brace in quotes",
      'a.com {\n\trespond "}" 200\n\trespond `{`\n}\nimport x\n',
      { ...nothing, blocks: 1, imports: ["x"] },
    ],
    ["a quote that is escaped", 'a.com {\n\trespond "say \\"}\\" now"\n}\n', { ...nothing, blocks: 1 }],
    [
      "a brace in a comment",
      "a.com { # {\n\trespond 1 # }\n}\nimport x\n",
      { ...nothing, blocks: 1, imports: ["x"] },
    ],
    [
      "placeholders",
      "a.com {\n\tredir https://b.com{uri}\n}\nimport x\n",
      { ...nothing, blocks: 1, imports: ["x"] },
    ],
    ["variables as addresses", "{$SITE:localhost} {\n\trespond 1\n}\n", { ...nothing, blocks: 1 }],
    [
      "a heredoc",
      "a.com {\n\trespond <<END\n\t{ no block\n\tEND 200\n}\nimport x\n",
      { ...nothing, blocks: 1, imports: ["x"] },
    ],
    [
      "carriage returns",
      "a.com {\r\n\trespond 1\r\n}\r\nimport x\r\n",
      { ...nothing, blocks: 1, imports: ["x"] },
    ],
  ])("%s", (_, text, expected) => {
    expect(topLevelOf(text)).toEqual(expected);
  });
});

describe("the line that includes our file", () => {
  const added = (text: string, caddyfile: "stock" | "operators") =>
    applyEdits(text, importEdits({ caddyfile }));

  it("takes the place of the stock file's site and leaves its comments", () => {
    const text = added(debianCaddyfile, "stock");
    expect(topLevelOf(text)).toMatchObject({ imports: ["/etc/caddy/wss-setup.caddy"], blocks: 0 });
    expect(text).toContain("# The Caddyfile is an easy way");
    expect(text).not.toContain("file_server");
    expect(added(text, "stock")).toBe(text);
    expect(added(text, "operators")).toBe(text);
  });

  it.each(["", "a.com {\n}\n", "a.com {\n}", "{\n\tdebug\n}\n# end"])("goes behind %j, once", (text) => {
    const once = added(text, "operators");
    expect(once.startsWith(text)).toBe(true);
    expect(once.trimEnd().split("\n").at(-1)).toBe(ours);
    expect(added(once, "operators")).toBe(once);
  });

  it("does not touch a site of the operator's that is like the stock one", () => {
    const own = ":80 {\n\troot * /srv\n}\n";
    expect(added(own, "operators").startsWith(own)).toBe(true);
  });
});
