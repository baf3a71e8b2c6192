import { basename, dirname } from "node:path";
import type { MemoryHost, Mutation } from "../../../../src/host/memory-host.ts";
import { temporaryFilePrefix } from "../../../../src/host/temporary-file.ts";
import { runProgram } from "../../../helpers/debian/programs.ts";
import type { Work } from "./jobs.ts";

/** A box on which everything ended at once, in the middle of some work. */
export interface KillPoint {
  readonly when: string;
  readonly box: MemoryHost;
  /** What the guard of the firewall was told to take out, the newest last; it may have done so or not yet. */
  readonly guarded: readonly string[];
}

const goOn = { beforeMutation: () => {} };

/**
 * The box as each change of some work finds it, and as a change that is cut off leaves it: all that a sudden end can leave
 * behind, be it ours alone or that of the programs that we run as well.
 */
export async function killPoints(box: MemoryHost, work: Work): Promise<readonly KillPoint[]> {
  const points: KillPoint[] = [];
  let programs = 0;
  const machine: MemoryHost = box.clone({
    run: async (argv, options, host) => {
      programs += 1;
      return await Promise.resolve(runProgram(argv, options, host)).finally(() => {
        programs -= 1;
      });
    },
    beforeMutation: (mutation) => {
      const { op, path } = mutation;
      points.push(at(`before ${points.length}: ${op} ${path}`));
      const left = programs === 0 ? unfinished(mutation, machine) : undefined;
      if (left !== undefined) points.push(at(`amid ${points.length - 1}: ${op} ${path}`, left));
    },
  });
  const at = (when: string, leave?: (cut: MemoryHost) => void): KillPoint => {
    const cut = machine.clone({ run: runProgram, ...goOn });
    leave?.(cut);
    return { when, box: cut, guarded: guardedBy(machine) };
  };
  await work(machine);
  return points;
}

/** What is left of a change of ours that was cut off: a file that is not whole yet, a line, or a folder without its mode. */
function unfinished({ op, path }: Mutation, machine: MemoryHost): ((cut: MemoryHost) => void) | undefined {
  const beside = `${dirname(path)}/${basename(temporaryFilePrefix(path))}0123456789ab`;
  if (op === "writeFile" || op === "copyFile")
    return (cut) => cut.place(beside, { content: "half of i", mode: 0o600 });
  if (op === "symlink") return (cut) => cut.place(beside, { target: "there" });
  if (op === "makeDirectory" && !machine.paths().includes(path))
    return (cut) => cut.place(path, { folder: true, mode: 0o700 });
  if (op === "appendFile") return (cut) => tear(cut, path);
  return undefined;
}

function tear(cut: MemoryHost, path: string): void {
  const { content = "" } = (cut.toJSON()[path] ?? {}) as { readonly content?: string };
  cut.place(path, { content: `${content}{"type":"half of a li`, mode: 0o600 });
}

function guardedBy({ companions }: MemoryHost): readonly string[] {
  const guard = companions.at(-1);
  return guard === undefined || guard.ended || guard.told.includes("keep") ? [] : [...guard.told];
}

/** The guard of a run that is gone takes its rules out. */
export async function letGuardWork({ box, guarded }: KillPoint): Promise<void> {
  for (const line of [...guarded].reverse()) await box.run(line.split(" "));
}
