import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { boxesAvailable, installHostPackages } from "./available.ts";
import { bootBox } from "./box.ts";
import { cacheFolder } from "./cache.ts";
import { destroyContainer } from "./container.ts";
import { type Suite, suites } from "./golden.ts";
import { layersOf } from "./layers.ts";
import { banner, help } from "./main-words.ts";
import { node24 } from "./node24.ts";
import { entering } from "./shell.ts";
import { reapOrphans } from "./state.ts";
import { recipeOf, type Variant, variants } from "./variants.ts";

const say = (text: string) => process.stderr.write(`${text}\n`);

/** Suites at the same time, each a core of its own; the variants of a suite one after the other. */
async function build(wanted: readonly Suite[]): Promise<void> {
  await installHostPackages();
  await node24();
  await Promise.all(
    wanted.map(async (suite) => {
      for (const variant of variants) {
        if (recipeOf(variant).without?.includes(suite)) continue;
        const started = Date.now();
        await layersOf(suite, variant);
        say(`${suite} ${variant}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
      }
    }),
  );
}

async function shell(suite: Suite, variant: Variant): Promise<void> {
  const box = await bootBox({ suite, variant });
  await box.startBackend();
  await box.writeFile(
    "/usr/local/bin/wss-setup",
    '#!/bin/sh\nexec /opt/node24/bin/node /opt/wss-setup/launcher.cjs "$@"\n',
    "0755",
  );
  say(banner(box));
  const [program = "", ...args] = entering(box.leader(), ["bash", "-l"], { TERM: process.env.TERM });
  spawnSync(program, args, { stdio: "inherit" });
  box.stop();
}

async function clean(cacheToo: boolean): Promise<void> {
  for (const number of await reapOrphans(destroyContainer)) say(`ended box ${number}`);
  if (cacheToo) rmSync(cacheFolder, { recursive: true, force: true });
}

function member<T extends string>(what: string, known: readonly T[], word: string): T {
  const found = known.find((name) => name === word);
  if (found === undefined) throw new Error(`Unknown ${what} ${word}; known are ${known.join(", ")}.`);
  return found;
}

async function main([verb, ...words]: readonly string[]): Promise<void> {
  if ([verb, ...words].some((word) => word === "--help" || word === "-h" || word === "help")) {
    process.stdout.write(`${help()}\n`);
    return;
  }
  const available = boxesAvailable();
  if (!available.ok) throw new Error(available.reason);
  const [suite = "bookworm", variant = "plain"] = words;
  if (verb === "build")
    await build(words.length === 0 ? suites : words.map((word) => member("suite", suites, word)));
  else if (verb === "shell")
    await shell(member("suite", suites, suite), member("variant", variants, variant));
  else if (verb === "clean") await clean(words.includes("--cache"));
  else
    throw new Error(
      `${verb === undefined ? "No command" : `No such command: ${verb}`}. See: scripts/box --help`,
    );
}

await main(process.argv.slice(2)).catch((error: Error) => {
  say(error.message);
  process.exitCode = 64;
});
