import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { keepAsking } from "../../../src/certificates/certbot/keep-asking.ts";
import type { RunOptions, RunResult } from "../../../src/host/host.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { RealHost } from "../../../src/host/real-host.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const place = "/var/log/letsencrypt/letsencrypt.log";
const fine: Partial<RunResult> = { code: 0 };
const nonce = failing(
  "An unexpected error occurred:\nUnable to validate JWS :: JWS has an invalid anti-replay nonce",
);
const died = failing("requests.exceptions.ConnectionError: ('Connection aborted.', RemoteDisconnected('…'))");
const refused = failing("Could not bind TCP port 80 because it is already in use by another process");
const other = failing("Another instance of Certbot is already running.");

function failing(output: string): Partial<RunResult> {
  return { code: 1, stderr: `Saving debug log to ${place}\n${output}\n` };
}

/** A busy server: certbot 2.1 prints no reason, the log has it. */
function busyLog(retryAfter: number): string {
  const problem =
    '{"type": "urn:ietf:params:acme:error:rateLimited", "detail": "Service busy; retry later."}';
  return `2026-11-27 19:07:52,850:DEBUG:acme.client:Received response:\nHTTP 503\nRetry-After: ${retryAfter}\n\n${problem}\n`;
}

interface Scene {
  /** What one attempt after the other comes to; the last one again and again. */
  readonly attempts: readonly Partial<RunResult>[];
  readonly log?: string;
  /** Milliseconds that an attempt takes. */
  readonly takes?: number;
  readonly onRun?: (argv: readonly string[], options: RunOptions) => Partial<RunResult> | undefined;
  readonly signal?: AbortSignal;
}

/** A machine whose clock goes on with each attempt. */
class Machine extends MemoryHost {
  time = Date.parse("2026-11-27T19:00:00Z");
  override now(): Date {
    return new Date(this.time);
  }
}

async function ask({ attempts, log, takes = 1000, onRun, signal }: Scene) {
  let asked = 0;
  const lines: string[] = [];
  const host = new Machine({
    files: {
      ...(log === undefined ? {} : { [place]: log }),
      "/proc/self/ns/pid": { target: "pid:[4026531836]" },
    },
    run: (argv, options) => {
      if (argv[0] !== "certbot") return onRun?.(argv, options) ?? fine;
      host.time += takes;
      return attempts[Math.min(asked++, attempts.length - 1)];
    },
  });
  const context = {
    host,
    onLine: (line: string) => lines.push(line),
    ...(signal === undefined ? {} : { signal }),
  };
  const failure = await keepAsking(["certbot", "certonly"], context).then(
    () => undefined,
    (error: Error) => error,
  );
  const besides = host.commands.filter(([program]) => program !== "certbot");
  return { asked, failure, lines, besides };
}

describe("an order that fails", () => {
  it("is not given again where it can only fail again", async () => {
    const { asked, failure, besides } = await ask({ attempts: [refused, fine] });
    expect(asked).toBe(1);
    expect(failure?.message).toBe("Port 80 is taken by another program");
    expect(besides).toEqual([]);
  });

  it("is given once more when the server broke off, and said so", async () => {
    const { asked, failure, lines, besides } = await ask({ attempts: [died, fine] });
    expect({ asked, failure, besides }).toEqual({ asked: 2, failure: undefined, besides: [] });
    expect(lines).toContain("The authority's server broke off in the middle of the order; one more try");
  });

  it("is given once more, not twice", async () => {
    const { asked, failure } = await ask({ attempts: [died, died, fine] });
    expect(asked).toBe(2);
    expect(failure?.message).toContain("broke off");
  });

  it("is not given a third time when another reason comes second", async () => {
    const { asked } = await ask({ attempts: [died, failing("acme.errors.TimeoutError"), fine] });
    expect(asked).toBe(2);
  });
});

describe("a bad nonce", () => {
  it("is tried again 100 times, without a pause, beside the one retry for something else", async () => {
    const nonces = (count: number) => Array<Partial<RunResult>>(count).fill(nonce);
    const well = await ask({ attempts: [...nonces(12), died, ...nonces(88), fine] });
    expect(well).toMatchObject({ asked: 102, failure: undefined, besides: [] });
    const ill = await ask({ attempts: [...nonces(101), fine] });
    expect(ill).toMatchObject({ asked: 101 });
    expect(ill.failure?.message).toContain("bad nonce");
  });

  it("is the end after three minutes", async () => {
    const { asked, failure } = await ask({ attempts: [nonce], takes: 50_000 });
    expect(asked).toBe(4);
    expect(failure?.message).toContain("bad nonce");
  });
});

describe("a busy server", () => {
  const hidden = failing("An unexpected error occurred:\nAttributeError: can't set attribute");

  it("is waited for as long as it asks, as the log tells", async () => {
    const { asked, failure, lines, besides } = await ask({ attempts: [hidden, fine], log: busyLog(7) });
    expect({ asked, failure }).toEqual({ asked: 2, failure: undefined });
    expect(besides).toEqual([["sleep", "7"]]);
    expect(lines).toContain("The authority asks to wait 7 seconds");
  });

  it("that asks for more than a minute is told to the operator instead", async () => {
    const { asked, failure, besides } = await ask({ attempts: [hidden, fine], log: busyLog(61) });
    expect({ asked, besides }).toEqual({ asked: 1, besides: [] });
    expect(failure?.message).toBe("The authority is busy and asks to be tried again in 61 seconds");
  });

  it("goes by what was printed where the log cannot be read", async () => {
    const { failure } = await ask({ attempts: [hidden] });
    expect(failure?.message).toBe("certbot got no certificate");
  });
});

describe("another certbot", () => {
  it("is waited for, one process of this box after the other, visibly and ten minutes at most", async () => {
    const waits: number[] = [];
    const onRun = ([program]: readonly string[], { timeout }: RunOptions) => {
      if (program === "tail") waits.push(timeout ?? Number.POSITIVE_INFINITY);
      return program === "ps" ? { stdout: "  812 4026531836\n   99 4026532840\n 4711 4026531836\n" } : fine;
    };
    const { asked, failure, lines, besides } = await ask({ attempts: [other, fine], onRun });
    expect({ asked, failure }).toEqual({ asked: 2, failure: undefined });
    expect(besides.map((argv) => argv.slice(0, 2))).toEqual([
      ["ps", "-o"],
      ["tail", "--pid=812"],
      ["tail", "--pid=4711"],
    ]);
    expect(lines.filter((line) => line.startsWith("Waiting until"))).toHaveLength(2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(600_000);
  });

  it("that is still there then is told", async () => {
    const { asked, failure } = await ask({ attempts: [other] });
    expect(asked).toBe(2);
    expect(failure?.message).toBe("Another certbot is at work on this box");
  });
});

describe("a job that is stopped", () => {
  it("ends between two attempts", async () => {
    const stop = new AbortController();
    stop.abort();
    const { asked, failure } = await ask({ attempts: [nonce, fine], signal: stop.signal });
    expect(asked).toBe(1);
    expect(failure).toBeDefined();
  });

  it("ends while it waits, and no attempt follows", async () => {
    const stop = new AbortController();
    const { asked, failure } = await ask({
      attempts: [failing("AttributeError: can't set attribute"), fine],
      log: busyLog(30),
      signal: stop.signal,
      onRun: (_, { signal }) => {
        expect(signal).toBe(stop.signal);
        stop.abort();
        return { code: 143 };
      },
    });
    expect(asked).toBe(1);
    expect(failure?.message).toContain("busy");
  });
});

describe("on this machine", () => {
  it("asks again as soon as the other process that is called certbot has ended", async () => {
    // A program like certbot: it refuses to work while another of its name does.
    const folder = temporaryFolder();
    const program = join(folder, "asked");
    const running = join(folder, "certbot");
    await symlink("/bin/sleep", running);
    const first = spawn(running, ["600"], { stdio: "ignore" });
    onTestFinished(() => void first.kill());
    await once(first, "spawn");
    await writeFile(
      program,
      `#!/bin/sh\necho asked >>${folder}/attempts\nkill -0 ${first.pid} 2>/dev/null || exit 0\necho Another instance of Certbot is already running. >&2\nexit 1\n`,
      { mode: 0o755 },
    );
    const lines: string[] = [];
    const onLine = (line: string) => {
      lines.push(line);
      if (line.includes(`(process ${first.pid})`)) first.kill();
    };
    await keepAsking([program], { host: new RealHost(), onLine });
    expect(await readFile(join(folder, "attempts"), "utf8")).toBe("asked\nasked\n");
    expect(lines.some((line) => line.includes(`(process ${first.pid})`))).toBe(true);
  });

  it("stops at once while it waits", async () => {
    const folder = temporaryFolder();
    const log = join(folder, "log");
    const program = join(folder, "asked");
    await writeFile(log, busyLog(60));
    await writeFile(program, `#!/bin/sh\necho "Saving debug log to ${log}" >&2\nexit 1\n`, { mode: 0o755 });
    const stop = new AbortController();
    const onLine = (line: string) => {
      if (line.includes("asks to wait")) setImmediate(() => stop.abort());
    };
    const asking = keepAsking([program], { host: new RealHost(), onLine, signal: stop.signal });
    await expect(asking).rejects.toThrow("busy");
  });
});
