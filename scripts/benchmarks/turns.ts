/** Something that is measured; each call is one run. */
export type Task<Sample> = { readonly name: string; readonly run: () => Promise<Sample> };

/** One sample a turn; or why there are none, for one failure takes a task out of the race. */
export type Outcome<Sample> =
  | { readonly ok: true; readonly samples: readonly Sample[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Runs every task once a turn, so that whatever else the machine does meets all of them. One turn before the first is not
 * counted: it fills caches.
 * @returns what each task came to, by its name
 */
export async function inTurns<Sample>(
  tasks: readonly Task<Sample>[],
  runs: number,
): Promise<(name: string) => Outcome<Sample>> {
  const samples = new Map<string, Sample[]>(tasks.map(({ name }) => [name, []]));
  const failures = new Map<string, string>();
  for (let turn = 0; turn <= runs; turn += 1) {
    for (const { name, run } of tasks.filter((task) => !failures.has(task.name))) {
      try {
        const sample = await run();
        if (turn > 0) samples.get(name)?.push(sample);
      } catch (error) {
        failures.set(name, (error as Error).message);
      }
    }
  }
  return (name) => {
    const reason = failures.get(name);
    return reason === undefined ? { ok: true, samples: samples.get(name) ?? [] } : { ok: false, reason };
  };
}

/** One figure of each sample; empty where a task failed or did not run. */
export function figures<Sample>(
  outcome: Outcome<Sample>,
  pick: (sample: Sample) => number,
): readonly number[] {
  return outcome.ok ? outcome.samples.map(pick) : [];
}
