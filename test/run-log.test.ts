import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reportFailure } from "../src/cli/report-failure.ts";
import { exitCode, Failure, invalidInput, outside } from "../src/core/errors.ts";
import { paths } from "../src/core/paths.ts";
import { kernelError, kernelFailure } from "../src/host/kernel-error.ts";
import { MemoryHost, type MemoryHostOptions } from "../src/host/memory-host.ts";
import { RealHost } from "../src/host/real-host.ts";
import { SandboxHost } from "../src/host/sandbox-host.ts";
import type { ApplyEvent } from "../src/interpreters/apply/events.ts";
import { logged } from "../src/run-log.ts";

const now = new Date("2026-11-28T02:00:00Z");
const line = (text: string): ApplyEvent => ({ type: "line", line: text });
const start = `2026-11-28T02:00:00.000Z [${process.pid}]`;

function box(options: MemoryHostOptions = {}): MemoryHost {
  return new MemoryHost({ now, ...options });
}

async function logOf(host: MemoryHost): Promise<readonly string[]> {
  const text = (await host.readFile(paths.log))?.toString("utf8") ?? "";
  expect(text === "" || text.endsWith("\n")).toBe(true);
  return text.split("\n").slice(0, -1);
}

/** A run that tells these lines. */
function run(host: MemoryHost, lines: readonly string[], told: (event: ApplyEvent) => void = () => {}) {
  return logged(host, "apply", told, async (onEvent) => {
    for (const text of lines) onEvent(line(text));
    return lines.length;
  });
}

/** What is told of an error on stderr, or with `--json` on stdout. */
function reported(error: unknown, json = false): readonly string[] {
  const lines: string[] = [];
  const add = (text: string) => void lines.push(text);
  reportFailure(error, { progress: add, result: add }, json);
  return lines;
}

describe("the log of a run", () => {
  it("has a line with its time for every event, and both ends", async () => {
    const host = box();
    const events: ApplyEvent[] = [];
    expect(await run(host, ["Reading package lists", "two\nlines"], (event) => events.push(event))).toBe(2);
    expect(await logOf(host)).toEqual([
      expect.stringContaining(`${start} apply begins, wss-setup `),
      `${start}       Reading package lists`,
      `${start}       two`,
      `${start} lines`,
      `${start} apply is done`,
    ]);
    expect(events).toHaveLength(2);
  });

  it("is added to by the next run, root's alone, and no part of what a run changes", async () => {
    const host = box();
    await run(host, ["one"]);
    const before = await logOf(host);
    await run(host, ["two"]);
    expect((await logOf(host)).slice(0, before.length)).toEqual(before);
    expect(await host.stat(paths.log)).toMatchObject({ kind: "file", mode: 0o600 });
    expect(new Set(host.writes.map(({ path }) => path))).toEqual(new Set([paths.log]));
  });

  it("is not begun by a run that tells nothing", async () => {
    const host = box();
    await run(host, []);
    expect(host.writes).toEqual([]);
  });

  it("holds nothing that a terminal would obey", async () => {
    const host = box();
    await run(host, ["\u001b]0;owned\u0007 and \u009b31m"]);
    expect((await logOf(host))[1]).toBe(`${start}       ]0;owned and 31m`);
  });

  it("stays bounded: of one that has grown too long the newest half is kept, in whole lines", async () => {
    const old = Array.from({ length: 30_000 }, (_, index) => `a line of an earlier run, number ${index}`);
    const host = box({ files: { [paths.log]: { content: `${old.join("\n")}\n`, mode: 0o640, gid: 4 } } });
    await run(host, ["new"]);
    const lines = await logOf(host);
    expect(lines.join("\n").length).toBeLessThan(600_000);
    const kept = lines.slice(0, -3);
    expect(kept).toEqual(old.slice(-kept.length));
    expect(kept.length).toBeGreaterThan(10_000);
    expect(await host.stat(paths.log), "as the operator set it").toMatchObject({ mode: 0o640, gid: 4 });
  });

  it("that cannot be written is told of once, and the run goes on", async () => {
    const full = kernelFailure(paths.log, "written", kernelError("ENOSPC"));
    const host = box({
      beforeMutation: () => {
        throw full;
      },
    });
    const told: ApplyEvent[] = [];
    expect(await run(host, ["one", "two", "three"], (event) => told.push(event))).toBe(3);
    const complaints = told.filter((event) => event.type === "line" && event.line.includes(paths.log));
    expect(complaints).toEqual([
      line(`The log is not written: ${paths.log} could not be written: the disk is full`),
    ]);
    const failing = logged(
      host,
      "apply",
      () => {},
      async (onEvent) => {
        onEvent(line("one"));
        throw outside("nginx did not start.", "bind() failed");
      },
    );
    const error = await failing.catch((thrown: unknown) => thrown);
    expect(reported(error).join("\n")).not.toContain(paths.log);
  });
});

describe("a failure", () => {
  const failures: readonly (readonly [what: string, error: Error, kind: string, told: RegExp])[] = [
    [
      "that the operator can mend",
      invalidInput("port 443 is taken", "stop it"),
      "operator",
      /do this: stop it$/,
    ],
    [
      "outside of us",
      outside("nginx did not start.", "bind() failed"),
      "outside",
      /it said: bind\(\) failed$/,
    ],
    ["that is a mistake of ours", new TypeError("x is not a function"), "bug", /run-log\.test\.ts:\d+/],
    ["of the kernel that nobody told of", kernelError("EIO"), "outside", /EIO/],
  ];

  it.each(failures)(
    "%s is told in its kind, and its last line names the log",
    async (_, thrown, kind, told) => {
      const host = box();
      const failing = logged(
        host,
        "rotate",
        () => {},
        async () => {
          throw thrown;
        },
      );
      const error = await failing.catch((each: unknown) => each);
      expect(error).toMatchObject({ kind, log: paths.log });
      const lines = reported(error);
      expect(lines.at(-1)).toBe(`  Log       ${paths.log}`);
      expect(lines.join("\n")).not.toMatch(/^\s+at /m);
      expect(JSON.parse(reported(error, true).join("\n"))).toMatchObject({ error: { kind, log: paths.log } });
      const log = await logOf(host);
      expect(log[1]).toContain("rotate failed with exit code");
      expect(log.join("\n")).toMatch(new RegExp(told.source, "m"));
    },
  );

  it("keeps what it is: who looks for its class still finds it", async () => {
    class Special extends Failure {}
    const special = new Special("no proof", { kind: "outside", exitCode: exitCode.failedAndRolledBack });
    const failing = logged(
      box(),
      "apply",
      () => {},
      () => Promise.reject(special),
    );
    await expect(failing).rejects.toBe(special);
  });

  it("of a run that found another one at it leaves the other's log alone", async () => {
    const host = box();
    const locked = new Failure("another run is at it", { kind: "operator", exitCode: exitCode.locked });
    const failing = logged(
      host,
      "apply",
      () => {},
      () => Promise.reject(locked),
    );
    await expect(failing).rejects.toMatchObject({ log: undefined });
    expect(host.writes).toEqual([]);
  });
});

describe("on a real file system", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "wss-setup-log-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("many events at once come in their order, and the file is 0600", async () => {
    const host = new SandboxHost(new RealHost(), { folder });
    for (const path of ["/var", "/var/log"]) await host.makeDirectory(path, { mode: 0o755 });
    const count = 2_000;
    await logged(
      host,
      "apply",
      () => {},
      async (onEvent) => {
        for (let index = 0; index < count; index += 1) onEvent(line(`event ${index}`));
      },
    );
    const text = (await host.readFile(paths.log))?.toString("utf8") ?? "";
    const numbers = [...text.matchAll(/event (\d+)$/gm)].map(([, index]) => Number(index));
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(statSync(join(folder, paths.log)).mode & 0o777).toBe(0o600);
  });
});
