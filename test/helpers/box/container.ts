import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diskOf, mountDisk, unmountDisk } from "./disk.ts";
import { maskNeedlessGenerators } from "./generators.ts";
import { childrenOf, killMachine, type Machine, startMachine, until } from "./machine.ts";
import { createNetwork, deleteNetwork, type Network, networkOf } from "./network.ts";
import { type Shell, shellOf } from "./shell.ts";
import { claimFolder, claimNumber, releaseNumber } from "./state.ts";

export type ContainerOptions = {
  /** Read-only folders, the uppermost first. */
  readonly layers: readonly string[];
  /** The folder that keeps what the container writes; left out, it is gone with the container. */
  readonly keepIn?: string;
  readonly systemd: boolean;
  readonly hostname: string;
  /** Path on the machine → path in the container, read-only. Those missing on the machine are left out. */
  readonly binds?: Readonly<Record<string, string>>;
};

export type Container = Shell &
  Network & {
    readonly number: number;
    /** PID 1, by its id on the machine. */
    readonly leader: () => number;
    /** Boots the same disk anew: rules that nothing brings back are gone, as in any reboot. */
    readonly reboot: () => Promise<void>;
    /** Ends it and takes away all that it had on the machine. */
    readonly stop: () => void;
  };

/** Starts a container and waits until it is up: its services settled, or without systemd its first process there. */
export async function startContainer(options: ContainerOptions): Promise<Container> {
  const number = await claimNumber(destroyContainer);
  const stop = () => {
    process.off("exit", stop);
    destroyContainer(number);
  };
  process.on("exit", stop);
  try {
    return await startNumbered(number, options, stop);
  } catch (error) {
    const console = join(claimFolder(number), "console.log");
    const said = existsSync(console) ? readFileSync(console, "utf8") : "";
    stop();
    throw new Error(`A box did not start. Its console said:\n${said}`, { cause: error });
  }
}

/** Ends the container of that number, whoever started it. Synchronous: it also runs while a process exits. */
export function destroyContainer(number: number): void {
  killMachine(number);
  deleteNetwork(number);
  unmountDisk(diskOf(claimFolder(number)));
  releaseNumber(number);
}

async function startNumbered(
  number: number,
  options: ContainerOptions,
  stop: () => void,
): Promise<Container> {
  const network = networkOf(number);
  const disk = diskOf(claimFolder(number));
  await mountDisk(disk, options.layers, options.keepIn);
  if (options.systemd) maskNeedlessGenerators(disk.root);
  const binds = Object.entries(options.binds ?? {}).filter(([from]) => existsSync(from));
  for (const [, to] of binds) mkdirSync(join(disk.root, to), { recursive: true });
  const boot = async (): Promise<Machine> => {
    await createNetwork(number);
    return startMachine({
      number,
      root: disk.root,
      namespace: network.namespace,
      hostname: options.hostname,
      console: join(disk.folder, "console.log"),
      binds: Object.fromEntries(binds),
      systemd: options.systemd,
    });
  };
  let machine = await boot();
  const shell = shellOf(() => machine.leader);
  const isUp = async () => {
    if (!options.systemd) return childrenOf(machine.leader).length > 0 || undefined;
    const { stdout } = await shell.exec(["systemctl", "is-system-running", "--wait"]);
    return ["running", "degraded"].includes(stdout.trim()) || undefined;
  };
  await until(`box ${number} to be up`, isUp);
  const reboot = async () => {
    if (!options.systemd) throw new Error("A box without systemd cannot reboot.");
    await shell.exec(["systemctl", "reboot"]);
    await machine.ended();
    killMachine(number);
    deleteNetwork(number);
    machine = await boot();
    await until(`box ${number} to be up again`, isUp);
  };
  return { ...network, ...shell, number, leader: () => machine.leader, reboot, stop };
}
