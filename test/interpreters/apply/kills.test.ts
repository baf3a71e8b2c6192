import { describe, expect } from "vitest";
import { isInterrupted } from "../../../src/core/journal.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";
import { JournalFile } from "../../../src/interpreters/apply/journal-file.ts";
import { type Cell, matrix, wholeMatrix } from "../../helpers/matrix.ts";
import { tallied } from "../../helpers/tally.ts";
import { recovering, takingBack, type Work } from "./in-memory/jobs.ts";
import { type KillPoint, killPoints, letGuardWork } from "./in-memory/kill-points.ts";
import { after, combinations, later, type Run, removals, runs, Scene } from "./in-memory/scene.ts";
import { differences, type Tree, treeWithOtherKeys, treeWithoutNotes, wholeTree } from "./in-memory/trees.ts";

/** What is done on a box that was found cut off. @throws where the box is not as it should be then */
type Ending = (cut: MemoryHost) => Promise<void>;

function expectSame(before: Tree, now: Tree): void {
  expect(differences(before, now)).toEqual([]);
}

/** Everything of ours goes at last, and nothing stays. */
async function expectFresh(scene: Scene, box: MemoryHost): Promise<void> {
  expectSame(scene.untouched, wholeTree(await after(box, 60, takingBack("remove"))));
}

/** The box is as before the run, by the recovery with which the next one begins. */
function recovered(scene: Scene, before: MemoryHost): Ending {
  const expected = treeWithoutNotes(before);
  return async (cut) => {
    const back = await after(cut, 10, recovering);
    if (before !== scene.fresh) expectSame(expected, treeWithoutNotes(back));
    // A run that was cut off keeps what an authority gave, until the operator asks for that too.
    else if (scene.source !== "certbot") return expectSame(scene.untouched, wholeTree(back));
    await expectFresh(scene, back);
  };
}

/** The box is as before the run, because the operator asked for it. */
function undone(scene: Scene, before: MemoryHost): Ending {
  const expected = treeWithoutNotes(before);
  return async (cut) => {
    const journal = await JournalFile.read(cut);
    // As long as nothing is written of the run, an undo would take back the one before.
    const back = journal.runs.some(isInterrupted) ? await after(cut, 10, takingBack("undo")) : cut;
    if (before !== scene.fresh) expectSame(expected, treeWithoutNotes(back));
    await expectFresh(scene, back);
  };
}

/** The same run once more ends as one that was never cut off. */
async function goneOnWith(scene: Scene, before: MemoryHost, work: Work): Promise<Ending> {
  const uncut = treeWithOtherKeys(await after(before, 5, work));
  return async (cut) => {
    const done = await after(cut, 10, work);
    expectSame(uncut, treeWithOtherKeys(done));
    await expectFresh(scene, done);
  };
}

interface Cut extends Run {
  /** How it may go on, in turn. */
  readonly endings: (scene: Scene, before: MemoryHost) => Promise<readonly Ending[]>;
}

const cuts: readonly Cut[] = [
  ...runs.map((run) => ({
    ...run,
    endings: async (scene: Scene, before: MemoryHost) => [
      recovered(scene, before),
      undone(scene, before),
      recovered(scene, before),
      undone(scene, before),
      await goneOnWith(scene, before, run.work(scene)),
    ],
  })),
  ...removals.map((run) => ({
    ...run,
    endings: async (scene: Scene): Promise<readonly Ending[]> => [
      async (cut) => expectSame(scene.untouched, wholeTree(await after(cut, 10, run.work(scene)))),
      async (cut) => expectFresh(scene, await after(cut, 10, recovering)),
    ],
  })),
];

/** Each so many-th point is tried: on the diagonal, off it, and of the second cuts. */
const strides = wholeMatrix ? { diagonal: 1, others: 1, second: 1 } : { diagonal: 3, others: 41, second: 29 };

/** One ending, in turn; at each other point the guard of the firewall is quicker than we are. */
async function tryPoint(point: KillPoint, turn: number, endings: readonly Ending[]): Promise<void> {
  await tallied("kill points in memory", async () => {
    const box = point.box.clone();
    if (turn % 2 === 0) await letGuardWork({ ...point, box });
    try {
      await endings[turn % endings.length]?.(box);
    } catch (error) {
      throw new Error(`${point.when}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  });
}

describe("work that is killed", () => {
  const title = "wherever it is cut, the box ends as before or as after";
  const cells = combinations.flatMap(({ proxy, source, diagonal }) =>
    cuts.map(
      (cut): Cell => ({
        title: `${cut.title}, ${proxy.title} with ${source.title}: ${title}`,
        sampled: true,
        run: async () => {
          const scene = new Scene(proxy.id, source.id);
          const before = await cut.box(scene);
          const endings = await cut.endings(scene, before);
          const points = await killPoints(later(before, 5), cut.work(scene));
          const stride = diagonal ? strides.diagonal : strides.others;
          const tried = points.filter((_, index) => index % stride === 0);
          for (const [turn, point] of tried.entries()) await tryPoint(point, turn, endings);
        },
      }),
    ),
  );
  matrix("kills in memory", cells);
});

describe("work that is killed, and its recovery as well", () => {
  const title = "the next one ends it";
  const cells = combinations.flatMap(({ proxy, source, diagonal }) =>
    cuts.map(
      (cut): Cell => ({
        title: `${cut.title}, ${proxy.title} with ${source.title}: ${title}`,
        sampled: diagonal,
        run: async () => {
          const scene = new Scene(proxy.id, source.id);
          const before = await cut.box(scene);
          const [ending] = await cut.endings(scene, before);
          const points = await killPoints(later(before, 5), cut.work(scene));
          for (const share of [1 / 3, 0.9]) {
            const first = points[Math.floor(points.length * share)];
            if (first === undefined || ending === undefined) throw new Error("it changes nothing");
            const again = await killPoints(later(first.box, 7), recovering);
            const tried = again.filter((_, index) => index % strides.second === 0);
            for (const [turn, { when, ...second }] of tried.entries()) {
              await tryPoint({ ...second, when: `${first.when}, then ${when}` }, turn, [ending]);
            }
          }
        },
      }),
    ),
  );
  matrix("kills in memory, two in a row", cells);
});
