import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What would hand a text to a shell, or make a program of one. */
const shells: Readonly<Record<string, RegExp>> = {
  "an option that asks for a shell": /\bshell\s*:(?!\s*false\b)|["']shell["']/,
  "a function that runs its text in a shell": /\bexec(?:Sync|File|FileSync|Command)?\s*\((?!\))/,
  "a template that becomes a command": /(?<=^|[\s(=])\$`|\bexeca(?:Command|Sync|Node)?`/,
  "a shell as a program": /["'`](?:\/(?:usr\/)?bin\/)?(?:sh|bash|dash|zsh|ksh|busybox)["'`]/,
  "a text as a program of ours": /\beval\s*\(|\bnew Function\b|\brunIn(?:This|New)?Context\b/,
};

/** Where one of them may stand: the script is a constant, and what it works on comes as a word or through its stdin. */
const constant: Readonly<Record<string, string>> = {
  "src/core/in-scratch.ts": '  return ["sh", "-c", script, "wss-setup-scratch", ...argv];',
  "src/host/terminal-guard.ts": '  const child = spawn("sh", ["-c", script, "sh", saved], {',
  "src/interpreters/apply/firewall-guard.ts": '  return ["sh", "-c", script, "wss-setup-guard", lock];',
  // An old Node cannot read the word `import`, and the text is a constant.
  "src/launcher.cjs": '  var load = new Function("url", "return import(url)");',
};

interface Found {
  readonly file: string;
  readonly what: string;
  readonly line: string;
}

function shellsIn(file: string, text: string): readonly Found[] {
  const code = text
    // What a page's browser runs, and what is said of shells, runs on no box.
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");
  return code.split("\n").flatMap((line) =>
    Object.entries(shells).flatMap(([what, pattern]) => {
      // A regular expression has an exec of its own.
      const called = line.replace(/\.\s*exec\(/g, ".match(");
      return pattern.test(called) ? [{ file, what, line }] : [];
    }),
  );
}

const sources = ["src", "components"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  .filter((file) => /\.(?:tsx?|cjs)$/.test(file))
  .map((file) => [file, readFileSync(join(root, file), "utf8")] as const);

test("nothing hands a text to a shell, but for the constant scripts", () => {
  expect(sources.length).toBeGreaterThan(400);
  const found = sources.flatMap(([file, text]) => shellsIn(file, text));
  expect(found.filter(({ file, line }) => !line.startsWith(constant[file] ?? "\0"))).toEqual([]);
  expect([...new Set(found.map(({ file }) => file))].sort()).toEqual(Object.keys(constant).sort());
});

test("the constant scripts are constants: nothing stands in for a part of them", () => {
  const scripts = Object.keys(constant).filter((file) => !file.endsWith("launcher.cjs"));
  for (const file of scripts) {
    const text = sources.find(([each]) => each === file)?.[1] ?? "";
    const [script] = /^const script = `(?:\\.|[^`\\])*`/m.exec(text) ?? [];
    expect(script).toBeDefined();
    expect(script).not.toMatch(/(?<!\\)\$\{/);
  }
});

describe("it is found when somebody writes", () => {
  test.each([
    "spawn(command, { shell: true })",
    "execSync(`nginx -s ${signal}`)",
    'exec("nginx -t", done)',
    "const { stdout } = await $`nginx -t`",
    'host.run(["sh", "-c", command])',
    'host.run(["/bin/bash", "-c", command])',
    "eval(text)",
    'new Function("return 1")',
  ])("%s", (line) => {
    expect(shellsIn("x.ts", line)).not.toEqual([]);
  });

  test.each([
    "/^a$/.exec(text)",
    "const found = expression.exec(text)",
    '// sh -c "x"',
    'runs(["nginx", "-t"])',
  ])("and not when it is %s", (line) => {
    expect(shellsIn("x.ts", line)).toEqual([]);
  });
});
