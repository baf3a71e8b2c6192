import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { RealHost } from "../../src/host/real-host.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const host = new RealHost();
const shell = (script: string, ...args: readonly string[]) => ["sh", "-c", script, "sh", ...args];

/** A process that has ended but that nobody has asked about yet is no running one (proc(5), field 3). */
function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.startsWith("Z") === false;
}

describe("exit codes", () => {
  test("the program's own, with its two streams apart", async () => {
    const result = await host.run(shell("echo out; echo err >&2; exit 3"));
    expect(result).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
  });

  test("127 when there is no such program, 126 when it cannot be run", async () => {
    expect(await host.run(["wss-setup-no-such-program"])).toMatchObject({
      code: 127,
      stderr: expect.stringContaining("ENOENT"),
    });
    expect(await host.run(["/etc/passwd"])).toMatchObject({
      code: 126,
      stderr: expect.stringContaining("EACCES"),
    });
  });

  test("128 and the signal's number when one ended it", async () => {
    expect((await host.run(shell("kill -KILL $$"))).code).toBe(137);
    expect((await host.run(shell("kill -HUP $$"))).code).toBe(129);
  });
});

test("no shell reads the arguments", async () => {
  expect((await host.run(["printf", "%s|", "$HOME", "a b", "`id`", ";", "*"])).stdout).toBe(
    "$HOME|a b|`id`|;|*|",
  );
});

test("input reaches the program; without it there is none to wait for", async () => {
  expect((await host.run(["cat"], { input: "grüße\n" })).stdout).toBe("grüße\n");
  expect(await host.run(["cat"])).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("lines come one by one, while the program still runs; a CR ends one too", async () => {
  const go = join(temporaryFolder(), "go");
  const lines: string[] = [];
  const script = 'echo one; while [ ! -e "$1" ]; do sleep 0.01; done; printf "two\\r3 %%\\r\\n\\nlast"';
  const { stdout } = await host.run(shell(script, go), {
    onLine: (line) => {
      lines.push(line);
      if (line === "one") writeFileSync(go, "");
    },
  });
  expect(lines).toEqual(["one", "two", "3 %", "", "last"]);
  expect(stdout).toBe("one\ntwo\r3 %\r\n\nlast");
});

test("lines of both streams come in the order in which they were written", async () => {
  const lines: string[] = [];
  await host.run(shell("echo 1; sleep 0.05; echo 2 >&2; sleep 0.05; echo 3; sleep 0.05; echo 4 >&2"), {
    onLine: (line) => lines.push(line),
  });
  expect(lines).toEqual(["1", "2", "3", "4"]);
});

test("the program has a session of its own, so that no signal of our terminal reaches it", async () => {
  const { stdout } = await host.run(shell("echo $$; ps -o sid=,tty= -p $$"));
  const [pid, session, terminal] = stdout.trim().split(/\s+/);
  expect(session).toBe(pid);
  expect(terminal).toBe("?");
});

test("the environment is clean, but for what leads to the outside", async () => {
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  process.env = {
    ...before,
    HOME: "/root",
    LANG: "de_DE.UTF-8",
    LD_PRELOAD: "",
    TMPDIR: "/nowhere",
    SECRET_TOKEN: "x",
    no_proxy: "localhost",
    HTTPS_PROXY: "http://proxy:3128",
    REQUESTS_CA_BUNDLE: "/etc/ssl/own.pem",
  };
  for (const name of ["http_proxy", "https_proxy", "HTTP_PROXY", "NO_PROXY", "all_proxy", "ALL_PROXY"]) {
    delete process.env[name];
  }
  const { stdout } = await host.run(["env"], { env: { DEBIAN_FRONTEND: "noninteractive" } });
  expect(stdout.trim().split("\n").sort()).toEqual([
    "DEBIAN_FRONTEND=noninteractive",
    "HOME=/root",
    "HTTPS_PROXY=http://proxy:3128",
    "LC_ALL=C.UTF-8",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin",
    "REQUESTS_CA_BUNDLE=/etc/ssl/own.pem",
    "no_proxy=localhost",
  ]);
});

test("what a unit has in its environment keeps us from none of our own programs", async () => {
  const unit = {
    PATH: "/nowhere",
    LD_PRELOAD: "/nowhere.so",
    NODE_OPTIONS: "--nonsense",
    TMPDIR: "/nowhere",
  };
  const { code, stdout, stderr } = await host.run(["env"], { env: { ...unit, HOME: "/srv", TOKEN: "x" } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^HOME=\/srv$/m);
  expect(stdout).toMatch(/^TOKEN=x$/m);
  expect(stdout).not.toMatch(/nowhere|nonsense/);
});

describe.concurrent("an end before its time", () => {
  test("a timeout ends the program and all it has started", async () => {
    const { code, stdout, stderr } = await host.run(shell("sleep 300 & echo $!; echo $$; sleep 300"), {
      timeout: 300,
    });
    expect(code).toBe(143);
    expect(stderr).toBe("[sh was ended after 300 ms]");
    const pids = stdout.trim().split("\n").map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  test("what does not listen to TERM is killed after five seconds", async ({ expect }) => {
    const script = "trap '' TERM; sleep 300 & echo $!; while :; do sleep 300; done";
    const { code, stdout } = await host.run(shell(script), { timeout: 100 });
    expect(code).toBe(137);
    await expect.poll(() => isRunning(Number(stdout))).toBe(false);
  });

  test("a program that takes TERM for a success has not succeeded", async () => {
    const script = "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    const controller = new AbortController();
    const result = await host.run(shell(script), {
      signal: controller.signal,
      onLine: () => controller.abort(),
    });
    expect(result).toMatchObject({ code: 143, stdout: "ready\n" });
  });
});

test("a signal that was given before keeps it from starting", async () => {
  const marker = join(temporaryFolder(), "started");
  const { code } = await host.run(["touch", marker], { signal: AbortSignal.abort() });
  expect(code).toBe(143);
  expect(existsSync(marker)).toBe(false);
});

test("a daemon that keeps the output open does not keep us waiting, nor is it ended", async () => {
  const { code, stdout } = await host.run(shell("sleep 300 & echo $!"), { timeout: 20_000 });
  const daemon = Number(stdout);
  onTestFinished(() => void process.kill(daemon, "SIGKILL"));
  expect(code).toBe(0);
  expect(isRunning(daemon)).toBe(true);
});

test("output beyond 10 MiB is dropped, and that is said", async () => {
  const { code, stdout, stderr } = await host.run(shell("head -c 12000000 /dev/zero | tr '\\0' x"));
  expect(code).toBe(0);
  expect(stdout.length).toBe(10 * 1024 * 1024);
  expect(stderr).toBe("[more than 10 MiB of output: the rest was dropped]");
});

describe("a program that outlives us", () => {
  test("tells its streams apart, line by line while it runs, and its code", async () => {
    const go = join(temporaryFolder(), "go");
    const lines: string[] = [];
    const script = 'echo one; while [ ! -e "$1" ]; do sleep 0.01; done; echo two; echo three >&2; exit 3';
    const onLine = (line: string) => {
      lines.push(line);
      if (line === "one") writeFileSync(go, "");
    };
    const result = await host.run(shell(script, go), { outlivesUs: true, onLine });
    expect(result).toEqual({ code: 3, stdout: "one\ntwo\n", stderr: "three\n" });
    expect(lines[0]).toBe("one");
    // Which of two pipes is read first is nobody's promise.
    expect(lines.slice(1).sort()).toEqual(["three", "two"]);
  });
});
