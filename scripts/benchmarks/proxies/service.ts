import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../test/helpers/box/machine.ts";

/** A unit that runs in a box, as the kernel accounts for it: all its processes, also those that have ended. */
export class Service {
  readonly unit: string;
  readonly #leader: () => number;

  /** @param leader PID 1 of the box, by its id on this machine */
  constructor(unit: string, leader: () => number) {
    this.unit = unit;
    this.#leader = leader;
  }

  /** Microseconds of one core so far, once they stand still: what the last messages cost comes a little after them. */
  async cpu(): Promise<number> {
    let last = this.#cpuNow();
    await until(`${this.unit} to come to rest`, async () => {
      const now = this.#cpuNow();
      const rests = now - last < 100;
      last = now;
      return rests || undefined;
    });
    return last;
  }

  /** KB of memory that its processes have; what several share is counted once (Pss, proc(5)). */
  memory(): number {
    return this.#processes().reduce((sum, pid) => sum + proportionOf(pid), 0);
  }

  #cpuNow(): number {
    const text = readFileSync(join(this.#cgroup(), "cpu.stat"), "utf8");
    return Number(/^usage_usec (\d+)$/m.exec(text)?.[1]);
  }

  #processes(folder = this.#cgroup()): readonly number[] {
    const own = readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
    const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [...own, ...below.flatMap(({ name }) => this.#processes(join(folder, name)))];
  }

  #cgroup(): string {
    return `/proc/${this.#leader()}/root/sys/fs/cgroup/system.slice/${this.unit}.service`;
  }
}

function proportionOf(pid: number): number {
  const file = `/proc/${pid}/smaps_rollup`;
  return existsSync(file) ? Number(/^Pss: +(\d+) kB$/m.exec(readFileSync(file, "utf8"))?.[1] ?? 0) : 0;
}
