import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installHostPackages } from "./available.ts";
import { type BackendOptions, backendFolder, backendListens, nodeInBox, startBackend } from "./backend.ts";
import type { CommandOptions, CommandResult, RunningCommand } from "./command.ts";
import { type Container, startContainer } from "./container.ts";
import type { Suite } from "./golden.ts";
import { layersOf } from "./layers.ts";
import { node24 } from "./node24.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import { recipeOf, type Variant } from "./variants.ts";

export type BoxOptions = {
  readonly suite: Suite;
  /** "plain" when left out. */
  readonly variant?: Variant;
  /** The hostname; "box" when left out. */
  readonly name?: string;
};

/** A fresh Debian that is running; see Shell for the commands in it, Network for its addresses. */
export type Box = Container & {
  readonly suite: Suite;
  readonly variant: Variant;
  /** Starts the test backend on 127.0.0.1 and waits until it listens. It adds a unit: snapshot after it. */
  readonly startBackend: (options?: BackendOptions) => Promise<void>;
  /** Waits until something listens on a TCP port in the box. */
  readonly listens: (port: number) => Promise<void>;
  /** Runs the built wss-setup under Node 24 in the box. Throws when dist/ was not there when the box booted. */
  readonly wssSetup: (args: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
  /** As `wssSetup`, left running: to be killed in the middle. */
  readonly spawnWssSetup: (args: readonly string[], options?: CommandOptions) => RunningCommand;
  /** All that wss-setup may change, to be compared with diffSnapshots. */
  readonly snapshot: () => Promise<Snapshot>;
};

const backend = fileURLToPath(new URL("../backend", import.meta.url));
const dist = fileURLToPath(new URL("../../../dist", import.meta.url));

/**
 * Boots a fresh box and waits until it is up. Needs root on Debian or Ubuntu (see boxesAvailable); the first box of a
 * suite takes a minute, as it is built then. Stop it with `stop`; a box that is left ends with this process.
 */
export async function bootBox({ suite, variant = "plain", name = "box" }: BoxOptions): Promise<Box> {
  await installHostPackages();
  const systemd = recipeOf(variant).systemd ?? true;
  const [layers, node] = await Promise.all([layersOf(suite, variant), node24()]);
  const binds = {
    [node]: "/opt/node24",
    [backend]: backendFolder,
  };
  const container = await startContainer({ layers, systemd, hostname: name, binds });
  // A copy and no bind: a build that runs meanwhile replaces the folder.
  const built = existsSync(join(dist, "launcher.cjs"));
  if (built) await container.copyIn(dist, "/opt/wss-setup");
  const program = (args: readonly string[]) => {
    if (!built) throw new Error("dist/ was missing when the box booted; run scripts/build first.");
    return [nodeInBox, "/opt/wss-setup/launcher.cjs", ...args];
  };
  return {
    ...container,
    suite,
    variant,
    startBackend: (options) => startBackend(container, systemd, options),
    listens: (port) => backendListens(container, port),
    wssSetup: (args, options) => container.exec(program(args), options),
    spawnWssSetup: (args, options) => container.spawn(program(args), options),
    snapshot: () => takeSnapshot(container, systemd),
  };
}
