import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Box, BoxOptions } from "../helpers/box/box.ts";
import { must } from "../helpers/box/command.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { startRegistry } from "../helpers/npm-registry.ts";
import { answersFile, expectEchoFromOutside, writeAnswers } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** What scripts/run does where there is no Node, and what it says to do by hand. */
const aptNode = "apt-get install --no-install-recommends nodejs npm";

type Env = Readonly<Record<string, string>>;

/** A box whose npm finds wss-setup, as it would be published, and all else that npm has. `env` tells it where. */
async function withRegistry(options: BoxOptions, work: (box: Box, env: Env) => Promise<void>): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "wss-setup-registry-"));
  try {
    await withBox(options, async (box) => {
      const registry = await startRegistry(box.hostIp4, join(root, "dist"), scratch);
      try {
        await work(box, { npm_config_registry: registry.url });
      } finally {
        registry.close();
      }
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Copies the files of this project, and nothing that a run of it has made. */
async function cloneInto(box: Box, folder: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "wss-setup-clone-"));
  const files = 'git -C "$0" ls-files -z --cached --others --exclude-standard';
  const copy = 'tar -C "$0" --null --files-from=- --ignore-failed-read -c | tar -x -C "$1"';
  try {
    await must(["sh", "-c", `${files} | ${copy}`, root, scratch]);
    await box.copyIn(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

inBoxes("a new machine", () => {
  const cells = cellsOf("new machines");

  cells.each(
    [
      { suite: "bookworm", node: "v18.", npm: "9." },
      { suite: "trixie", node: "v20.", npm: "9." },
    ] as const,
    ({ suite }) => suite === "bookworm",
  )(
    "$suite with its own Node and npm: npx leads to an endpoint that answers outside",
    async ({ suite, node, npm }) => {
      await withRegistry({ suite, variant: "npm" }, async (box, env) => {
        expect(await box.run(["node", "--version"])).toContain(node);
        expect((await box.run(["npm", "--version"])).startsWith(npm)).toBe(true);
        const npx = (...args: readonly string[]) => box.run(["npx", "--yes", "wss-setup", ...args], { env });
        expect(await npx("--version")).toBe(`${version}\n`);
        expect(JSON.parse(await npx("schema"))).toMatchObject({ type: "object" });
        await writeAnswers(box);
        await npx("apply", "-a", answersFile, "--yes");
        await expectEchoFromOutside(box);
      });
    },
  );

  cells.rest("bookworm without Node: scripts/run brings all it needs, once; then npx works too", async () => {
    await withRegistry({ suite: "bookworm", variant: "npm-in-pool" }, async (box, env) => {
      expect((await box.exec(["sh", "-c", "command -v node || command -v npm"])).code).not.toBe(0);
      await cloneInto(box, "/srv/clone");
      const run = (args: readonly string[], more: Env = {}) =>
        box.exec(["/srv/clone/scripts/run", ...args], { env: { ...env, ...more } });
      const first = await run(["--version"]);
      expect(first).toMatchObject({ code: 0, stdout: `${version}\n` });
      expect(first.stderr).toContain(`  ${aptNode}\n`);
      expect(first.stderr).toContain("fetching Node 24.");
      expect(await run(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
      expect(await run(["no-such-verb"])).toMatchObject({ code: 64, stdout: "" });
      const demo = await run(["demo", "--yes", "--once"]);
      expect(demo, demo.stderr).toMatchObject({ code: 0 });
      expect(demo.stdout).toMatch(/wss:\/\//);
      expect(await box.run(["npx", "--yes", "wss-setup", "--version"], { env })).toBe(`${version}\n`);
      const homeless = await run(["--version"], { HOME: "/sys" });
      expect(homeless).toMatchObject({ code: 0, stdout: `${version}\n` });
    });
  });
});
