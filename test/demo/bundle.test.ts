import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { command, type RunningCommand, start } from "../helpers/box/command.ts";
import { httpGet } from "../helpers/client/http-get.ts";
import { echoOver } from "../helpers/client/websocket.ts";
import { filesWritten, peersCalled, programsStarted } from "./strace.ts";

const root = resolve(import.meta.dirname, "../..");
const isRoot = process.getuid?.() === 0;
/** A user who may do nothing. */
const nobody = 65_534;

let place: string;
let node: string;
let launcher: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "wss-setup-bundle-"));
  chmodSync(place, 0o755);
  execFileSync(join(root, "scripts/build"), [join(place, "dist")], { cwd: root, stdio: "pipe" });
  // The Node that runs the tests may lie where only root can go.
  node = join(place, "node");
  copyFileSync(process.execPath, node, constants.COPYFILE_FICLONE);
  launcher = join(place, "dist/launcher.cjs");
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Where the demo makes its folder; everybody may. */
function temporary(): string {
  const folder = mkdtempSync(join(place, "tmp-"));
  chmodSync(folder, 0o1777);
  return folder;
}

/** As a user without rights and without a home. */
function unprivileged(argv: readonly string[]): readonly string[] {
  return isRoot ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", ...argv] : argv;
}

function environment(folder: string) {
  return { PATH: process.env.PATH, TMPDIR: folder };
}

async function startDemo(
  folder: string,
  ...flags: readonly string[]
): Promise<RunningCommand & { port: number }> {
  const demo = start(unprivileged([node, launcher, "demo", "--yes", ...flags]), { env: environment(folder) });
  onTestFinished(() => demo.kill("SIGKILL"));
  await demo.printed(/^wss:\/\/localhost:\d+$/m);
  await demo.printed(/Ctrl-C ends the demo/);
  return { ...demo, port: Number(/^wss:\/\/localhost:(\d+)\n$/.exec(demo.stdout())?.[1]) };
}

describe("demo --yes --once", () => {
  it("proves an echo without root, home, packages or network, and leaves nothing", async () => {
    const folder = temporary();
    const argv = unprivileged([node, launcher, "demo", "--yes", "--once"]);
    const { code, stdout, stderr } = await command(argv, { env: environment(folder) });
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^wss:\/\/localhost:\d+\n$/);
    expect(stderr).toMatch(/ok: Behind it: Echo server/);
    expect(stderr).toMatch(/on a real box: ip6tables .* --dport 443 /);
    expect(readdirSync(folder)).toEqual([]);
    const [over, gone, ...more] = stderr.slice(stderr.indexOf("The demo is over.")).trimEnd().split("\n");
    expect(over).toMatch(
      / Its endpoint was proven: (\d+) of \1 checks passed, WebSockets over TLS among them\.$/,
    );
    expect(gone).toMatch(
      /^The servers have ended and its folder is gone; nothing outside of it was touched\. /,
    );
    expect(more).toEqual([]);
  });

  it("says what it proved, and which folder stays", async () => {
    const folder = join(temporary(), "box");
    const argv = unprivileged([node, launcher, "demo", "--yes", "--once", "--folder", folder]);
    const { stderr } = await command(argv, { env: environment(dirname(folder)) });
    expect(stderr).toContain(`The servers have ended and ${folder} stays, as you named it;`);
    expect(readdirSync(folder)).toContain("etc");
  });

  it("tells everything in one JSON object", async () => {
    const folder = temporary();
    const argv = unprivileged([node, launcher, "demo", "--yes", "--once", "--json"]);
    const { stdout } = await command(argv, { env: environment(folder) });
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ ok: true, folder: expect.stringContaining(folder) });
    expect(told.endpoints[0]).toMatch(/^wss:\/\/localhost:\d+$/);
    expect(told.checks.map(({ status }: { status: string }) => status)).not.toContain("failed");
  });

  const missing =
    spawnSync("strace", ["-f", "true"]).status === 0 ? undefined : "strace is missing or not allowed";
  it.skipIf(missing !== undefined)(
    `writes only in its folder, starts only Node and talks only to itself${missing === undefined ? "" : ` (${missing})`}`,
    async () => {
      const folder = temporary();
      const trace = join(folder, "trace");
      const calls = "trace=%file,%network,execve,ftruncate";
      const traced = ["strace", "-f", "-qq", "-s", "4096", "-e", calls, "-o", trace, node, launcher];
      const demo = unprivileged([...traced, "demo", "--yes", "--once"]);
      expect((await command(demo, { env: environment(folder) })).code).toBe(0);
      const seen = readFileSync(trace, "latin1");
      const written = filesWritten(seen);
      expect(written.length).toBeGreaterThan(50);
      const inside = new RegExp(`^(?:${folder}/wss-setup-demo-\\w+(?:/|$)|/dev/)`);
      expect(written.filter((path) => !inside.test(path))).toEqual([]);
      const programs = programsStarted(seen);
      expect(programs.length).toBeGreaterThan(2);
      expect([...new Set(programs)]).toEqual([node]);
      const peers = peersCalled(seen);
      expect(peers.length).toBeGreaterThan(5);
      expect(peers.filter((address) => !["127.0.0.1", "::1"].includes(address))).toEqual([]);
    },
    60_000,
  );
});

describe("demo --yes", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "stays until %s, then everything is gone and the exit code is 0",
    async (signal) => {
      const folder = temporary();
      const demo = await startDemo(folder);
      const target = { ip: "127.0.0.1", port: demo.port, host: "localhost" };
      expect((await echoOver(target)).echo).toBe("hello");
      demo.kill(signal);
      const { code, stderr } = await demo.done;
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /Stopping: everything that was started ends\.\nThe demo is over\. .*\nThe servers have/,
      );
      await expect(httpGet(target)).rejects.toThrow("ECONNREFUSED");
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it("takes its services along even when it is killed", async () => {
    const demo = await startDemo(temporary());
    demo.kill("SIGKILL");
    await demo.done;
    const target = { ip: "127.0.0.1", port: demo.port, host: "localhost" };
    await expect.poll(() => httpGet(target).catch((error: Error) => error.message)).toMatch(/ECONNREFUSED/);
  });

  it("keeps a folder that was named, and refuses one that holds something else", async () => {
    const folder = temporary();
    const mine = join(folder, "mine");
    const run = (path: string) =>
      command(unprivileged([node, launcher, "demo", "--yes", "--once", "--folder", path]), {
        env: environment(folder),
      });
    expect((await run(mine)).code).toBe(0);
    expect(existsSync(join(mine, "etc/wss-setup-embedded.json"))).toBe(true);
    const refused = await run(join(place, "dist"));
    expect(refused.code).toBe(64);
    expect(refused.stderr).toMatch(/--folder: .* is not empty/);
  });
});

it("the library for ECDSA, which puts metadata into Reflect, waits until a key of that kind is wanted", async () => {
  const tell = 'process.on("exit", () => console.error("metadata" in Reflect));';
  const argv = [
    node,
    "--import",
    `data:text/javascript,${tell}`,
    join(place, "dist/wss-setup.mjs"),
    "schema",
  ];
  const { code, stderr } = await command(argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "false\n" });
});

it("the server of the built-in proxy is a file of its own, which needs nothing beside it", async () => {
  const alone = join(place, "alone");
  mkdirSync(alone);
  const server = join(alone, "embedded-server.mjs");
  copyFileSync(join(place, "dist/embedded-server.mjs"), server);
  const config = join(alone, "config.json");
  writeFileSync(config, "{");
  const { code, stdout, stderr } = await command([node, server, "--check", config]);
  const line = `wss-setup embedded-server: ${config} is no JSON\n`;
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: line });
});
