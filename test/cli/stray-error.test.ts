import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const program = fileURLToPath(new URL("stray-error.program.ts", import.meta.url));

/** An error that reaches nobody ends a process, so this one is not the test's own. */
it.each([
  ["a run", 1, /^Our mistake: .*nobody waits for this\. Everything was taken back\.$/m],
  ["no end", 3, /^Our mistake: nobody waits for this\. What was begun is not taken back yet\.$/m],
  ["a look", 1, /^Our mistake: nobody waits for this$/m],
  ["an end all the same", 0, /^Our mistake: nobody waits for this$/m],
])(
  "an error that reaches nobody is told as our mistake, without a trace: %s, exit code %i",
  (how, code, told) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, how], { encoding: "utf8" });
    expect(stderr).toMatch(told);
    expect(stderr).toMatch(/please report it/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status, stderr).toBe(code);
    expect(stdout).toBe(how === "a run" ? "[]\n" : "");
  },
);
