import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.ts";

/** What every running box is entered in, with its owner; in memory, as boxes do not outlive the machine's own boot. */
const stateFolder = "/run/wss-setup-boxes";
const lock = join(stateFolder, "claims.lock");

/** Box numbers are the third byte of its addresses: 10.88.N.2. */
const numbers = Array.from({ length: 250 }, (_, index) => index + 1);

type Owner = { readonly pid: number; readonly started: string };

/**
 * Reserves a number for a box of this process, race-free between processes. Before that, `cleanUp` ends every box whose
 * owner has died without stopping it, and releases its number.
 */
export function claimNumber(cleanUp: (number: number) => void): Promise<number> {
  return withLock(lock, async () => {
    endOrphans(cleanUp);
    const taken = new Set(claimedNumbers());
    const free = numbers.find((number) => !taken.has(number));
    if (free === undefined)
      throw new Error("All 250 box numbers are taken; `scripts/box clean` frees left-overs.");
    mkdirSync(claimFolder(free));
    writeFileSync(join(claimFolder(free), "owner"), JSON.stringify(ownerOf(process.pid)));
    return free;
  });
}

/** Ends the boxes whose owner has died without stopping them; boxes in use stay. Returns their numbers. */
export function reapOrphans(cleanUp: (number: number) => void): Promise<readonly number[]> {
  return withLock(lock, async () => endOrphans(cleanUp));
}

/** Gives a number back. Its box must be gone. */
export function releaseNumber(number: number): void {
  rmSync(claimFolder(number), { recursive: true, force: true });
}

function endOrphans(cleanUp: (number: number) => void): readonly number[] {
  const orphans = claimedNumbers().filter(isOrphaned);
  for (const number of orphans) cleanUp(number);
  return orphans;
}

function claimedNumbers(): readonly number[] {
  if (!existsSync(stateFolder)) return [];
  return readdirSync(stateFolder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The folder of a box on the machine, while it runs. */
export function claimFolder(number: number): string {
  return join(stateFolder, String(number));
}

function isOrphaned(number: number): boolean {
  const file = join(claimFolder(number), "owner");
  if (!existsSync(file)) return true;
  const owner: Owner = JSON.parse(readFileSync(file, "utf8"));
  return ownerOf(owner.pid)?.started !== owner.started;
}

/** A process id is used again; with its start time (field 22 of /proc/PID/stat, proc(5)) it names one process. */
function ownerOf(pid: number): Owner | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, "utf8").split(") ")[1]?.split(" ") ?? [];
  return { pid, started: fields[19] ?? "" };
}
