import type { Row, Sample, Task } from "./part.ts";

/** A pair of tasks of which the first is looked at. */
export type Comparison = { readonly name: string; readonly against?: string; readonly goal?: number };

/**
 * Runs every task once a turn, so that whatever else the machine does meets all of them, and compares within a turn.
 * One turn before the first is not counted: it fills the disk's cache.
 */
export async function inTurns(
  tasks: readonly Task[],
  comparisons: readonly Comparison[],
  runs: number,
): Promise<readonly Row[]> {
  const samples = new Map<string, Sample[]>(tasks.map(({ name }) => [name, []]));
  for (let turn = 0; turn <= runs; turn += 1) {
    for (const { name, run } of tasks) {
      const sample = await run();
      if (turn > 0) samples.get(name)?.push(sample);
    }
  }
  const of = (name: string, kind: keyof Sample) => (samples.get(name) ?? []).map((sample) => sample[kind]);
  const ratio = (name: string, against: string, kind: keyof Sample) => {
    const base = of(against, kind);
    return median(of(name, kind).map((value, turn) => value / (base[turn] ?? Number.NaN)));
  };
  return comparisons.map(({ name, against, goal }) => ({
    name,
    wall: median(of(name, "wall")),
    cpu: median(of(name, "cpu")),
    ...(against === undefined
      ? {}
      : { against, wallRatio: ratio(name, against, "wall"), cpuRatio: ratio(name, against, "cpu") }),
    ...(goal === undefined ? {} : { goal }),
  }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
