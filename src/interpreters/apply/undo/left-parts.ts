import { applyEdit } from "../../../core/edit.ts";
import { bytesOf, textOf } from "../../../core/file-text.ts";
import { identicalPath, samePath } from "../../../core/installation.ts";
import type { BeginRecord, Run, RunStep } from "../../../core/journal.ts";
import {
  blockAsideSentence,
  blockNotBackSentence,
  editedSince,
  notBackSentence,
  setAsideSentence,
} from "../../../core/left-over.ts";
import { blockOf, marksIn } from "../../../core/marked-block.ts";
import { sha256 } from "../../../core/sha256.ts";
import type { SetBlock } from "../../../core/step.ts";
import type { Host } from "../../../host/host.ts";
import { observePath, restorePath } from "../path-record.ts";
import { blockFiles, freeAside, wholeFiles } from "./asides.ts";

/** A step that left something, and what was told of it. */
type Left = RunStep & { readonly kept: string };

/** What an undo left because other hands edited it: a whole file, or a block of ours in a file of theirs. */
export interface LeftPart {
  /** The steps that left it. */
  readonly steps: readonly Left[];
  /** Where it goes. */
  readonly aside: string;
  /** At every instant what others wrote is at one of the two places, or at both. */
  readonly setAside: () => Promise<void>;
  /** Also where it never went, or not as a whole. */
  readonly putBack: () => Promise<void>;
  /** @param program which would not start with it in its place */
  readonly gone: (program: string) => string;
  /** What is told where it cannot go back. */
  readonly notBack: string;
}

/** Those of this run, and of the later ones, which a removal took back before it. */
export async function leftParts(host: Host, run: Run, runs: readonly Run[]): Promise<readonly LeftPart[]> {
  const from = runs.findIndex(({ start }) => start.run === run.start.run);
  const removal = runs[from]?.removal === true;
  const steps = runs.slice(from).flatMap((each) => each.steps);
  const parts: LeftPart[] = [];
  for (const [path, left] of leftIn(steps, wholeFiles, (kept, path) => kept === editedSince(path)))
    parts.push(...(await wholeFile(host, path, left)));
  for (const [path, left] of leftIn(steps, blockFiles, (kept, path) => kept.startsWith(editedSince(path))))
    parts.push(...(await block(host, path, left, removal)));
  return parts;
}

function leftIn(
  steps: readonly RunStep[],
  filesOf: (begin: BeginRecord) => readonly string[],
  isLeft: (kept: string, path: string) => boolean,
): ReadonlyMap<string, readonly Left[]> {
  const left = new Map<string, Left[]>();
  for (const step of steps) {
    const { kept } = step;
    for (const path of kept === undefined ? [] : filesOf(step.begin)) {
      if (kept !== undefined && isLeft(kept, path))
        left.set(path, [...(left.get(path) ?? []), { ...step, kept }]);
    }
  }
  return left;
}

async function wholeFile(host: Host, path: string, steps: readonly Left[]): Promise<readonly LeftPart[]> {
  const first = steps[0]?.begin;
  const file = await observePath(host, path);
  if (first?.record.kind !== "paths" || file.kind !== "file") return [];
  // What the first of the steps found there.
  const before = first.record.paths[path];
  if (before === undefined || identicalPath(file, before)) return [];
  const aside = await freeAside(host, first.kind, path, file);
  const part: LeftPart = {
    steps,
    aside,
    setAside: async () => {
      await host.copyFile({ path, sha256: file.sha256, whole: true }, aside, file);
      await restorePath(host, path, before);
    },
    putBack: async () => {
      if (!identicalPath(await observePath(host, path), file))
        await host.copyFile({ path: aside, sha256: file.sha256, whole: true }, path, file);
      await host.remove(aside);
    },
    gone: (program) => setAsideSentence(path, aside, program),
    notBack: notBackSentence(path, aside),
  };
  return [part];
}

/** Without its marks nobody can tell what is of the block. @param removal no earlier one of ours comes back */
async function block(
  host: Host,
  path: string,
  steps: readonly Left[],
  removal: boolean,
): Promise<readonly LeftPart[]> {
  const first = steps[0]?.begin;
  const file = await observePath(host, path);
  const content = await host.readFile(path);
  if (first?.record.kind !== "paths" || file.kind !== "file" || content === undefined) return [];
  const edit = first.record.reverse?.[path]?.find((each): each is SetBlock => "marks" in each);
  const text = textOf(content);
  const ours = edit && marksIn(text, edit.marks) === "whole" ? blockOf(text, edit.marks) : undefined;
  if (edit === undefined || ours === undefined) return [];
  const without = bytesOf(applyEdit(text, removal ? { marks: edit.marks } : edit));
  const kept = bytesOf(ours);
  // An ACL of the file may keep others out of it whom the mode alone would let in: there is none beside it.
  const ownership = { mode: 0o600, uid: file.uid, gid: file.gid };
  const copy = { ...file, ...ownership, sha256: sha256(kept) };
  const aside = await freeAside(host, first.kind, path, copy);
  const part: LeftPart = {
    steps,
    aside,
    setAside: async () => {
      await host.writeFile(aside, kept, ownership);
      await host.writeFile(path, without, file);
    },
    putBack: async () => {
      const now = await observePath(host, path);
      if (!identicalPath(now, file)) {
        // A test takes its time.
        if (!samePath(now, { ...file, sha256: sha256(without) }))
          throw new Error(`${path} was edited just now`);
        await host.writeFile(path, content, file);
      }
      await host.remove(aside);
    },
    gone: (program) => blockAsideSentence(path, aside, program),
    notBack: blockNotBackSentence(path, aside),
  };
  return [part];
}
