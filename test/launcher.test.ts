import { execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { oldNode } from "./helpers/old-node.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "wss-setup launcher-"));
const launcher = join(folder, "launcher.cjs");

/** Stands in for the bundle: tells what it was started as, and does what its first argument says. */
const bundle = `
const [order, ...rest] = process.argv.slice(2);
const orders = {
  tell: () => console.log(JSON.stringify({ node: process.versions.node, pid: process.pid, rest })),
  exit: () => process.exit(Number(rest[0])),
  echo: () => process.stdin.pipe(process.stdout),
  wait: () => {
    for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) {
      process.on(signal, () => {
        console.log("got " + signal);
        process.exit(42);
      });
    }
    setInterval(() => undefined, 1000);
    console.log("ready");
  },
  die: () => process.kill(process.pid, "SIGKILL"),
  throw: () => { throw new Error("the bundle is broken"); },
};
orders[order]();
`;

beforeAll(() => {
  cpSync(join(root, "src/launcher.cjs"), launcher);
  writeFileSync(join(folder, "wss-setup.mjs"), bundle);
});

afterAll(() => rmSync(folder, { recursive: true }));

function launch(node: string, args: readonly string[], options: SpawnOptions = {}) {
  const child = spawn(node, [launcher, ...args], { ...options, stdio: "pipe" });
  const outcome = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return {
    child,
    outcome: outcome.then(([stdout, stderr, [code, signal]]) => ({ stdout, stderr, code, signal })),
  };
}

describe("under a Node that is new enough", () => {
  test("the bundle runs in the launcher's own process, with its arguments and nothing said", async () => {
    const { child, outcome } = launch(process.execPath, ["tell", "--yes", "a b", ""]);
    const { stdout, stderr, code } = await outcome;
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(JSON.parse(stdout)).toEqual({
      node: process.versions.node,
      pid: child.pid,
      rest: ["--yes", "a b", ""],
    });
  });

  test("a bundle that does not load is one line and exit 1", async () => {
    const { stdout, stderr, code } = await launch(process.execPath, ["throw"]).outcome;
    expect({ stdout, stderr, code }).toEqual({
      stdout: "",
      stderr: "wss-setup: could not start: the bundle is broken\n",
      code: 1,
    });
  });
});

/** The first of these tests fetches a Node of some 40 MB. */
const slow = { timeout: 120_000 };

/** Which npm the distributions ship beside which Node: Debian 12 always; with --all also Debian 11 and Ubuntu 22.04. */
const pairs = [
  ["18.20.8", "9.2.0"],
  ...(process.env.WSS_SETUP_ALL ? [["12.22.12", "7.5.2"] as const, ["12.22.12", "8.5.1"] as const] : []),
] as const;

describe.each(pairs)("under Node %s with npm %s", (version, npm) => {
  let bin = "";
  let environment: NodeJS.ProcessEnv = {};
  let unavailable = "";

  beforeAll(() => {
    try {
      bin = oldNode(version, npm);
    } catch (error) {
      unavailable = `npm could not fetch Node ${version}: ${String(error)}`;
    }
    environment = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  }, 120_000);

  const run = (args: readonly string[], options: SpawnOptions = {}) =>
    launch(join(bin, "node"), args, { env: environment, ...options });

  test("a newer Node, brought by npm, runs the bundle with its arguments", async ({ skip }) => {
    skip(unavailable !== "", unavailable);
    const { stdout, code } = await run(["tell", "--yes", "a b", "$HOME;'\""]).outcome;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ node: "24.21.0", rest: ["--yes", "a b", "$HOME;'\""] });
  }, 120_000);

  test("its exit code, its standard input and its end by a signal come through", async ({ skip }) => {
    skip(unavailable !== "", unavailable);
    const { code, stdout, stderr } = await run(["exit", "64"]).outcome;
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    // On a machine under load npm takes so long to look that the wait is told.
    expect(stderr).toMatch(/^(?:wss-setup: needs .* fetching Node .*\n)?$/);
    expect(await run(["die"]).outcome).toMatchObject({ code: null, signal: "SIGKILL" });
    const { child, outcome } = run(["echo"]);
    child.stdin.end("from the terminal\n");
    expect(await outcome).toMatchObject({ stdout: "from the terminal\n", code: 0 });
  }, 120_000);

  test.for(["SIGTERM", "SIGHUP", "SIGINT"] as const)(
    "%s reaches the bundle, once",
    slow,
    async (signal, { skip }) => {
      skip(unavailable !== "", unavailable);
      const { child, outcome } = run(["wait"]);
      child.stdout.on("data", (data) => {
        if (String(data).includes("ready")) child.kill(signal);
      });
      expect(await outcome).toMatchObject({ stdout: `ready\ngot ${signal}\n`, code: 42 });
    },
  );

  test("where npm is missing it says how to get a newer Node, and exits 1", async ({ skip }) => {
    skip(unavailable !== "", unavailable);
    const alone = join(folder, `node-${version}-${npm}-alone`);
    mkdirSync(alone);
    symlinkSync(join(bin, "node"), join(alone, "node"));
    const { stdout, stderr, code } = await run(["tell"], { env: { ...environment, PATH: alone } }).outcome;
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr.split("\n")).toEqual([
      `wss-setup: needs Node 22.12 or newer; this is Node ${version}. npm, which could bring it, is not installed (apt-get install npm).`,
      "wss-setup: install Node 24 from https://nodejs.org/en/download and run wss-setup again. Nothing was changed.",
      "",
    ]);
  });

  test("where npm reaches no registry it passes on what npm said, and exits 1", async ({ skip }) => {
    skip(unavailable !== "", unavailable);
    const offline = {
      ...environment,
      npm_config_registry: "http://127.0.0.1:9",
      npm_config_cache: join(folder, `empty-${version}-${npm}`),
    };
    const { stdout, stderr, code } = await run(["tell"], { env: offline }).outcome;
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toMatch(/npm could not bring it: code ECONNREFUSED/);
    expect(stderr).toMatch(/Nothing was changed\.\n$/);
    expect(stderr).not.toMatch(/^ +at /m);
  }, 60_000);
});

function oldNodeOr(skip: (why: string) => never): string {
  try {
    return oldNode(...pairs[0]);
  } catch (error) {
    return skip(`npm could not fetch Node ${pairs[0][0]}: ${String(error)}`);
  }
}

describe("the package that is published", () => {
  const dist = join(folder, "dist");
  const installed = join(folder, "installed");
  const npm = (...args: readonly string[]) =>
    execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { encoding: "utf8" });

  beforeAll(() => {
    execFileSync(join(root, "scripts/build"), [dist], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    mkdirSync(installed);
    const [tarball] = JSON.parse(npm("pack", dist, "--json", `--pack-destination=${folder}`)) as [
      { readonly filename: string },
    ];
    npm("install", "--offline", `--prefix=${installed}`, join(folder, tarball.filename));
  }, 60_000);

  test("brings no other package along", () => {
    const packages = JSON.parse(npm("ls", "--all", "--json", `--prefix=${installed}`));
    expect(Object.keys(packages.dependencies)).toEqual(["wss-setup"]);
    expect(packages.dependencies["wss-setup"].dependencies).toBeUndefined();
  });

  test("starts by its command and says the version of this project", () => {
    const command = join(installed, "node_modules/.bin/wss-setup");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    for (const argument of ["--version", "-V"]) {
      expect(execFileSync(command, [argument], { encoding: "utf8" })).toBe(`${version}\n`);
    }
  });

  test("is one file beside its launcher and the built-in proxy, and loads of Node what a verb needs", () => {
    const bundle = join(installed, "node_modules/wss-setup/wss-setup.mjs");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const heavy = "/^NativeModule (http|https|tls|child_process|dns)$/";
    const tell = `process.on("exit", () => console.log(process.moduleLoadList.filter((name) => ${heavy}.test(name)).length))`;
    const run = (verb: string) =>
      execFileSync(process.execPath, ["--import", `data:text/javascript,${tell}`, bundle, verb], {
        encoding: "utf8",
      });
    expect(
      readdirSync(dirname(bundle))
        .filter((file) => /js$/.test(file))
        .sort(),
    ).toEqual(["embedded-server.mjs", "launcher.cjs", "wss-setup.mjs"]);
    expect(run("--version")).toBe(`${version}\n0\n`);
    expect(run("--help")).toMatch(/Usage: wss-setup[\s\S]*\n[1-9]\n$/);
  });

  test("tells its version on a machine with an old Node and nothing else", ({ skip }) => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const old = oldNodeOr(skip);
    const options = { env: { PATH: "/nowhere" }, encoding: "utf8" } as const;
    const launcher = join(installed, "node_modules/wss-setup/launcher.cjs");
    expect(execFileSync(join(old, "node"), [launcher, "--version"], options)).toBe(`${version}\n`);
  }, 120_000);

  test("carries the licences of what it contains", () => {
    const texts = readFileSync(join(installed, "node_modules/wss-setup/THIRD-PARTY-LICENSES.txt"), "utf8");
    expect(texts).toMatch(/^zod 4\.\d+\.\d+ \(MIT\)$/m);
    expect(texts).toMatch(/^node-forge 1\.\d+\.\d+ \(\(BSD-3-Clause OR GPL-2\.0\)\)$/m);
    expect(texts).toContain("Permission is hereby granted, free of charge");
    expect(texts).not.toMatch(/^(vitest|typescript|esbuild) /m);
  });
});
