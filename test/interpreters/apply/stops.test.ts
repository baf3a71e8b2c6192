import { expect } from "vitest";
import { exitCode, type Failure } from "../../../src/core/errors.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";
import { type Cell, matrix, wholeMatrix } from "../../helpers/matrix.ts";
import { tallied } from "../../helpers/tally.ts";
import { takingBack } from "./in-memory/jobs.ts";
import { after, combinations, later, type Run, runs, Scene } from "./in-memory/scene.ts";
import { differences, treeWithoutNotes, wholeTree } from "./in-memory/trees.ts";

/** Each so many-th moment is tried: on the diagonal, and off it. */
const strides = wholeMatrix ? { diagonal: 1, others: 1 } : { diagonal: 3, others: 23 };

/** Whatever a run tells is a moment at which a signal may come: before a step, amid it, behind it. */
async function momentsOf(scene: Scene, { work }: Run, before: MemoryHost): Promise<readonly string[]> {
  const moments: string[] = [];
  const onEvent = (event: { readonly type: string }) => moments.push(event.type);
  await after(before, 5, work(scene, { onEvent: (event) => void onEvent(event) }));
  return moments;
}

/** Stops the run at the n-th thing that it tells. @returns what it failed with, and the box */
async function stoppedAt(scene: Scene, { work }: Run, before: MemoryHost, n: number) {
  const stop = new AbortController();
  let told = 0;
  const onEvent = () => {
    // Whoever is impatient sends it twice.
    if (told++ === n) for (const _ of "12") stop.abort();
  };
  const box = later(before, 5);
  const failure = await work(scene, { onEvent, signal: stop.signal })(box).then(
    () => undefined,
    (error: Failure) => error,
  );
  return { box, failure };
}

const cells = combinations.flatMap(({ proxy, source, diagonal }) =>
  runs.map(
    (run): Cell => ({
      title: `${run.title}, ${proxy.title} with ${source.title}: stopped at whatever it tells, it takes everything back`,
      sampled: true,
      run: async () => {
        const scene = new Scene(proxy.id, source.id);
        const before = await run.box(scene);
        const expected = treeWithoutNotes(before);
        const moments = await momentsOf(scene, run, before);
        const stride = diagonal ? strides.diagonal : strides.others;
        for (const [n, moment] of moments.entries()) {
          if (n % stride !== 0) continue;
          await tallied("signals in memory", async () => {
            const { box, failure } = await stoppedAt(scene, run, before, n);
            const at = `at ${moment}, the ${n}th`;
            expect(failure?.message, at).toMatch(/^Stopped as asked\. Everything was taken back/);
            expect(failure?.exitCode, at).toBe(exitCode.failedAndRolledBack);
            // What an authority gave is kept until the operator asks for that too.
            if (source.id !== "certbot" || before !== scene.fresh)
              expect(differences(expected, treeWithoutNotes(box)), at).toEqual([]);
            const bare = await after(box, 10, takingBack("remove"));
            expect(differences(scene.untouched, wholeTree(bare)), at).toEqual([]);
          });
        }
      },
    }),
  ),
);
matrix("signals in memory", cells);
