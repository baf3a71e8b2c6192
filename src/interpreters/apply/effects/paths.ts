import { applyEdits, reverseEdits } from "../../../core/edit.ts";
import { type Failure, outside } from "../../../core/errors.ts";
import { bytesOf, textOf } from "../../../core/file-text.ts";
import { identicalPath } from "../../../core/installation.ts";
import type { PathsRecord } from "../../../core/journal.ts";
import { paths } from "../../../core/paths.ts";
import { sha256 } from "../../../core/sha256.ts";
import type { EditFile, PathRecord } from "../../../core/step.ts";
import type { Host, Ownership } from "../../../host/host.ts";
import type { Effect, EffectContext, Prepared } from "../effect.ts";
import { backUpPath, observePath, restorePath } from "../path-record.ts";

/** One thing that will be at one path, and the act that puts it there. */
interface Change {
  readonly path: string;
  readonly intended: PathRecord;
  readonly put: () => Promise<void>;
}

/** What undo and later runs have to know of the paths besides what was there. */
type Remarks = Omit<PathsRecord, "kind" | "paths" | "intended">;

/** Keeps what is at the paths now, tells the journal what will be there, then makes the changes in order. */
export async function changePaths(
  context: EffectContext,
  changes: readonly Change[],
  { operatorMayEdit, copies, reverse, blocks, left: kept, merged, taken, givenBack }: Remarks = {},
): Promise<Prepared> {
  const { host } = context;
  const before: Record<string, PathRecord> = {};
  for (const [index, { path }] of changes.entries()) {
    before[path] = await backUpPath(host, path, context.backupName(index));
  }
  const intended = Object.fromEntries(changes.map((change) => [change.path, change.intended]));
  return {
    record: {
      kind: "paths",
      paths: before,
      intended,
      ...(operatorMayEdit && { operatorMayEdit }),
      ...(copies && { copies }),
      ...(reverse && { reverse }),
      ...(blocks && { blocks }),
      ...(kept && { left: kept }),
      ...(merged && { merged }),
      ...(taken && { taken }),
      ...(givenBack && { givenBack }),
    },
    act: async () => {
      for (const change of changes) await change.put();
      const left = await Promise.all(
        changes.map(async ({ path }) => [path, await observePath(host, path)] as const),
      );
      return { kind: "paths", paths: Object.fromEntries(left) } satisfies PathsRecord;
    },
  };
}

/** A whole file, written in one piece. */
export function fileChange(
  host: Host,
  path: string,
  content: string | Uint8Array,
  ownership: Ownership,
): Change {
  const { mode, uid = 0, gid = 0 } = ownership;
  return {
    path,
    intended: { kind: "file", mode, uid, gid, sha256: sha256(content) },
    put: () => host.writeFile(path, content, { mode, uid, gid }),
  };
}

export const writeFile: Effect<"WriteFile"> = {
  prepare: async (step, context) => {
    const { path, content, ours, mode } = step;
    // Of other hands, and of any letters then.
    const change = fileChange(context.host, path, ours === undefined ? content : bytesOf(content), { mode });
    if (step.operatorMayEdit) return changePaths(context, [change], step);
    const copy = `${context.backupName(0)}-left`;
    await context.host.writeFile(`${paths.backups}/${copy}`, ours ?? content, { mode: 0o600 });
    return changePaths(context, [change], {
      left: { [path]: copy },
      ...(ours !== undefined && { merged: [path] }),
      ...(step.takes && { taken: [path] }),
    });
  },
};

export const copyFile: Effect<"CopyFile"> = {
  prepare: async ({ path, from, sha256, mode }, context) => {
    const ownership = { mode, uid: 0, gid: 0 };
    const intended: PathRecord = { kind: "file", ...ownership, sha256 };
    const there = await observePath(context.host, path);
    // An earlier step of the run did it: no second copy, and none of the first is kept.
    if (identicalPath(there, intended)) return unchanged({ kind: "paths", paths: { [path]: there } });
    const put = () => context.host.copyFile({ path: from, sha256 }, path, ownership);
    return changePaths(context, [{ path, intended, put }]);
  },
};

function unchanged(record: PathsRecord): Prepared {
  return { record, act: async () => record };
}

export const editFile: Effect<"EditFile"> = {
  prepare: async (step, context) => {
    const [content, stat] = [await context.host.readFile(step.path), await context.host.stat(step.path)];
    if (content === undefined || stat === undefined) throw notAsPlanned(step, "it is not there");
    const text = textOf(content);
    const reverse = reverseEdits(text, step.edits);
    const bytes = bytesOf(edited(step, text));
    return changePaths(context, [fileChange(context.host, step.path, bytes, stat)], {
      ...(reverse && { reverse: { [step.path]: reverse } }),
      ...blocksIn(step),
      ...(step.givesBack && { givenBack: [step.path] }),
    });
  },
};

/** @throws Failure where a package brought another file than it is known for, or another hand was at it since */
function edited(step: EditFile, text: string): string {
  try {
    return applyEdits(text, step.edits);
  } catch (error) {
    throw notAsPlanned(step, error instanceof Error ? error.message : String(error));
  }
}

function notAsPlanned({ path }: EditFile, seen: string): Failure {
  return outside(`${path} is not as it was when this was planned`, seen, "run it again");
}

function blocksIn({ path, edits }: EditFile): Pick<Remarks, "blocks"> {
  const block = edits.flatMap((edit) => ("marks" in edit ? (edit.block ?? []) : []))[0];
  return block === undefined ? {} : { blocks: { [path]: sha256(block) } };
}

export const createDirectory: Effect<"CreateDirectory"> = {
  prepare: (step, context) => {
    const ownership = { mode: step.mode, uid: 0, gid: 0 };
    return changePaths(context, [
      {
        path: step.path,
        intended: { kind: "directory", ...ownership },
        put: () => context.host.makeDirectory(step.path, ownership),
      },
    ]);
  },
};

export const symlink: Effect<"Symlink"> = {
  prepare: (step, context) =>
    changePaths(context, [
      {
        path: step.path,
        intended: { kind: "symlink", target: step.target },
        put: () => context.host.symlink(step.target, step.path),
      },
    ]),
};

export const removeFile: Effect<"RemoveFile"> = {
  prepare: (step, context) =>
    changePaths(context, [
      { path: step.path, intended: { kind: "absent" }, put: () => context.host.remove(step.path) },
    ]),
};

export const restoreFile: Effect<"RestoreFile"> = {
  prepare: (step, context) =>
    changePaths(context, [
      {
        path: step.path,
        intended: step.before,
        put: () => restorePath(context.host, step.path, step.before),
      },
    ]),
};
