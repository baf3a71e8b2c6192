import { expect } from "vitest";
import { exitCode, Failure } from "../../../src/core/errors.ts";
import { paths } from "../../../src/core/paths.ts";
import { kernelError, kernelFailure } from "../../../src/host/kernel-error.ts";
import type { MemoryHost, Mutation } from "../../../src/host/memory-host.ts";
import { runProgram } from "../../helpers/debian/programs.ts";
import { diskWords } from "../../helpers/disk-words.ts";
import { type Cell, matrix, wholeMatrix } from "../../helpers/matrix.ts";
import { tallied } from "../../helpers/tally.ts";
import { takingBack, type Work } from "./in-memory/jobs.ts";
import { after, combinations, later, type Run, removals, runs, Scene } from "./in-memory/scene.ts";
import { differences, treeWithOtherKeys, treeWithoutNotes, wholeTree } from "./in-memory/trees.ts";

const codes = Object.keys(diskWords);

/** Every so many-th point is tried: on the diagonal, and off it. */
const strides = wholeMatrix ? { diagonal: 1, others: 11 } : { diagonal: 13, others: 121 };

/** Told of each change before it is made, by its number; what it throws happens instead. */
type Disk = (mutation: Mutation, index: number, machine: MemoryHost) => void;

/** Another box in the same state whose disk may fail. Programs of the box meet it as well, and say so as they do. */
function withDisk(box: MemoryHost, disk: Disk): MemoryHost {
  const machine: MemoryHost = later(box, 5).clone({
    run: async (argv, options, host) => {
      try {
        return await runProgram(argv, options, host);
      } catch (error) {
        if (error instanceof Failure) return { code: 100, stderr: `${argv[0]}: ${error.message}\n` };
        throw error;
      }
    },
    beforeMutation: (mutation, index) => disk(mutation, index, machine),
  });
  return machine;
}

function fault({ path }: Mutation, code: string): unknown {
  return kernelFailure(path, "written", kernelError(code));
}

/** The n-th change fails. Of a line of the journal a part is on the disk by then, and cannot be cut off again. */
function failingOnce(n: number, code: string): Disk {
  return (mutation, index, machine) => {
    if (index !== n) return;
    if (mutation.op === "appendFile") {
      const { content = "" } = (machine.toJSON()[mutation.path] ?? {}) as { readonly content?: string };
      machine.place(mutation.path, { content: `${content}{"type":"half of a li`, mode: 0o600 });
    }
    throw fault(mutation, code);
  };
}

/** From the n-th change on there is no room: what is there can be removed, and nothing be added. */
function fullFrom(n: number): Disk {
  return (mutation, index) => {
    if (index >= n && mutation.op !== "remove") throw fault(mutation, "ENOSPC");
  };
}

const changing = [
  "writeFile",
  "copyFile",
  "appendFile",
  "makeDirectory",
  "dressDirectory",
  "symlink",
  "remove",
];

/** The n-th change of ours is made, and reported as failed: its folder could not be brought to the disk (fsync(2)). */
function failingAfter(box: MemoryHost, n: number, code: string): MemoryHost {
  return afterOwnChanges(box, (index, path) => {
    if (index === n) throw fault({ op: "writeFile", path }, code);
  });
}

/** Another box in the same state; `told` hears of each change of ours when it is made, by its number, and of none by programs. */
function afterOwnChanges(box: MemoryHost, told: (index: number, path: string) => void): MemoryHost {
  let index = 0;
  return new Proxy(later(box, 5), {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const act = value.bind(target) as (...args: readonly unknown[]) => unknown;
      if (!changing.includes(String(name))) return act;
      return async (...args: readonly unknown[]) => {
        await act(...args);
        told(index++, String(args[name === "symlink" || name === "copyFile" ? 1 : 0]));
      };
    },
  });
}

async function failureOf(work: Work, box: MemoryHost): Promise<Failure | undefined> {
  return work(box).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Failure) return error;
      throw error;
    },
  );
}

/** How many changes some work makes, with its programs and without. */
async function pointsOf(
  box: MemoryHost,
  work: Work,
): Promise<{ readonly all: number; readonly ours: number }> {
  const points = { all: 0, ours: 0 };
  await work(
    withDisk(box, () => {
      points.all += 1;
    }),
  );
  await work(
    afterOwnChanges(box, () => {
      points.ours += 1;
    }),
  );
  return points;
}

/** What is tried at the points of some work, and how it has to end. */
class Trial {
  readonly #scene: Scene;
  readonly #before: MemoryHost;
  readonly #work: Work;

  constructor(scene: Scene, before: MemoryHost, work: Work) {
    this.#scene = scene;
    this.#before = before;
    this.#work = work;
  }

  /** Exit code 1 and the box as it was, or a fault that did no harm, and the box as it should be. */
  async once(box: MemoryHost, code: string): Promise<void> {
    const failure = await failureOf(this.#work, box);
    if (failure === undefined) {
      const uncut = await after(this.#before, 5, this.#work);
      expect(differences(treeWithOtherKeys(uncut), treeWithOtherKeys(box))).toEqual([]);
    } else {
      expect(failure.exitCode, failure.message).toBe(exitCode.failedAndRolledBack);
      expect(failure.kind, failure.message).toBe("outside");
      expect(`${failure.message} ${failure.said}`).toContain(diskWords[code]);
      this.#expectBefore(box);
    }
    await this.#expectFresh(box);
  }

  /** Exit code 1 and the box as it was, or 3, and the box as it was once there is room again. */
  async full(box: MemoryHost): Promise<void> {
    const failure = await failureOf(this.#work, box);
    if (failure !== undefined) {
      expect(`${failure.message} ${failure.said}`).toContain(diskWords.ENOSPC);
      if (failure.exitCode === exitCode.failedAndRolledBack) this.#expectBefore(box);
      else expect(failure.exitCode, failure.message).toBe(exitCode.rollbackIncomplete);
    }
    const room = withRoom(box);
    if (failure?.exitCode === exitCode.rollbackIncomplete) {
      this.#expectBefore(await after(room, 10, takingBack("undo")));
    }
    await this.#expectFresh(room);
  }

  #expectBefore(box: MemoryHost): void {
    // What an authority gave is kept until the operator asks for that too.
    if (this.#scene.source === "certbot" && this.#before === this.#scene.fresh) return;
    expect(differences(treeWithoutNotes(this.#before), treeWithoutNotes(box))).toEqual([]);
    if (this.#before === this.#scene.fresh)
      expect(differences(this.#scene.untouched, wholeTree(box))).toEqual([]);
  }

  async #expectFresh(box: MemoryHost): Promise<void> {
    const bare = await after(withRoom(box), 60, takingBack("remove"));
    expect(differences(this.#scene.untouched, wholeTree(bare))).toEqual([]);
  }
}

function withRoom(box: MemoryHost): MemoryHost {
  return box.clone({ run: runProgram, beforeMutation: () => {} });
}

/** What one box has otherwise than another, without our own notes and their folder. */
function besidesNotes(one: MemoryHost, other: MemoryHost): readonly string[] {
  return differences(treeWithoutNotes(one), treeWithoutNotes(other)).filter(
    (line) => !line.startsWith(`${paths.state}: `),
  );
}

type Attempt = readonly [title: string, code: string, attempt: () => Promise<void>];

/** A point meets each kind of fault; the message of a test that fails tells which. */
async function tryAll(n: number, attempts: readonly Attempt[]): Promise<void> {
  for (const [title, met, attempt] of attempts) {
    await tallied(`${met} points`, async () => {
      try {
        await attempt();
      } catch (error) {
        throw new Error(`change ${n} ${title} (${met}): ${error instanceof Error ? error.message : error}`, {
          cause: error,
        });
      }
    });
  }
}

async function tryRun(run: Run, scene: Scene, stride: number): Promise<void> {
  const before = await run.box(scene);
  const work = run.work(scene);
  const trial = new Trial(scene, before, work);
  const points = await pointsOf(before, work);
  for (let n = 0; n < points.all; n += stride) {
    const code = codes[(n / stride) % codes.length] ?? "ENOSPC";
    const made: Attempt = ["is made and fails", code, () => trial.once(failingAfter(before, n, code), code)];
    await tryAll(n, [
      ["fails once", code, () => trial.once(withDisk(before, failingOnce(n, code)), code)],
      ...(n < points.ours ? [made] : []),
      ["is the first without room", "ENOSPC", () => trial.full(withDisk(before, fullFrom(n)))],
    ]);
  }
}

/** What could not be taken back on a full disk is by the next try. */
async function tryRemoval(run: Run, scene: Scene, stride: number): Promise<void> {
  const before = await run.box(scene);
  const work = run.work(scene);
  const points = await pointsOf(before, work);
  const attempt = (disk: Disk) => async () => {
    const box = withDisk(before, disk);
    const failure = await failureOf(work, box);
    if (failure !== undefined) {
      expect(`${failure.message} ${failure.said}`).toContain(diskWords.ENOSPC);
      // Nothing is half done: it touched nothing, or our own notes alone could not go any more.
      if (failure.exitCode === exitCode.failedAndRolledBack)
        expect(
          [before, scene.fresh].map((whole) => besidesNotes(whole, box)),
          failure.message,
        ).toContainEqual([]);
      else expect(failure.exitCode, failure.message).toBe(exitCode.rollbackIncomplete);
    }
    const bare = await after(withRoom(box), 60, takingBack("remove"));
    expect(differences(scene.untouched, wholeTree(bare)), failure?.message).toEqual([]);
  };
  for (let n = 0; n < points.all; n += stride) {
    await tryAll(n, [
      ["fails once", "ENOSPC", attempt(failingOnce(n, "ENOSPC"))],
      ["is the first without room", "ENOSPC", attempt(fullFrom(n))],
    ]);
  }
}

const cells = combinations.flatMap(({ proxy, source, diagonal }) => {
  const stride = diagonal ? strides.diagonal : strides.others;
  const named = `${proxy.title} with ${source.title}`;
  const cell = (title: string, run: (scene: Scene) => Promise<void>): Cell => ({
    title: `${title}, ${named}`,
    sampled: true,
    run: () => run(new Scene(proxy.id, source.id)),
  });
  return [
    ...runs.map((run) =>
      cell(`${run.title} on a disk that fails is taken back, wherever it fails`, (scene) =>
        tryRun(run, scene, stride),
      ),
    ),
    ...removals.map((run) =>
      cell(`${run.title} on a full disk is ended by the next one`, (scene) => tryRemoval(run, scene, stride)),
    ),
  ];
});
matrix("disks that fail, in memory", cells);
