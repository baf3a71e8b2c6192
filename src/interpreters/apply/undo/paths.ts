import { dirname } from "node:path";
import { bytesOf, textOf } from "../../../core/file-text.ts";
import { identicalPath, operatorMayEdit, samePath } from "../../../core/installation.ts";
import type { PathsRecord, Spared } from "../../../core/journal.ts";
import { editedSince, holdsOthers } from "../../../core/left-over.ts";
import type { Edit, PathRecord } from "../../../core/step.ts";
import { takeOut } from "../../../core/take-out.ts";
import type { Host } from "../../../host/host.ts";
import { removeUnfinished } from "../../../host/remove-unfinished.ts";
import { isWithin } from "../../../packages/etc-listing.ts";
import { observePath, restorePath } from "../path-record.ts";
import type { StepContext, UndoRecord } from "./undo-record.ts";

/** Puts back what was there, last path first; whatever other hands changed since stays and is told. */
export const undoPaths: UndoRecord<PathsRecord> = async (record, after, { host, spared, resumed }) => {
  const left = after?.paths ?? record.intended ?? {};
  const kept: string[] = [];
  let onPurpose: Spared | undefined;
  for (const [path, before] of Object.entries(record.paths).reverse()) {
    await removeUnfinished(host, path);
    const ours = left[path] ?? before;
    // A renewal took the pair further, and the copy with it: neither goes back to what has had its time.
    if (before.kind === "file" && isCopy(record, path) && !samePath(await observePath(host, path), ours))
      continue;
    const reason = await undoPath(host, path, before, operatorMayEdit(record, path) ? undefined : ours, {
      spared,
      resumed,
      reverse: record.reverse?.[path],
      block: record.blocks?.[path],
    });
    if (typeof reason === "string") kept.push(reason);
    else onPurpose ??= reason;
  }
  return kept.length === 0 ? onPurpose : kept.join("; ");
};

function isCopy({ copies }: PathsRecord, path: string): boolean {
  return copies?.includes(path) === true;
}

/** `ours` is what we left there; undefined where it does not matter who wrote what is there now. */
async function undoPath(
  host: Host,
  path: string,
  before: PathRecord,
  ours: PathRecord | undefined,
  { spared, resumed, reverse, block }: Alone & Pick<StepContext, "spared" | "resumed">,
): Promise<string | Spared | undefined> {
  const now = await observePath(host, path);
  if (identicalPath(now, before)) return undefined;
  const isBack = samePath(now, before);
  if (!isBack && resumed.isBackFurther(path, now)) return undefined;
  if (now.kind === "absent" && (await host.stat(dirname(path))) === undefined) {
    return resumed.wentWithFolder(path) ? undefined : `${path} is not put back: its folder is missing`;
  }
  const foreign = ours !== undefined && !samePath(now, ours) && !isBack;
  if (foreign) return await leaveTheirs(host, path, { reverse, block });
  const isFull = now.kind === "directory" && (await host.list(path)).length > 0;
  if (isFull && !isBack) {
    if (isWithin(path, spared)) return { spared: `${path} stays with the certificate` };
    return holdsOthers(path);
  }
  // One that a walk was making when it was cut off is empty yet. What others hide in theirs is not laid open.
  if (isFull && ours !== undefined && !identicalPath(now, ours)) {
    if (identicalPath(ours, before)) return undefined;
    return `${path} has another mode or owner than before, holds files and is left as it is`;
  }
  await restorePath(host, path, before);
  return undefined;
}

/** What is ours alone in a file of others. */
interface Alone {
  /** Takes it out; undefined where that cannot be told. */
  readonly reverse: readonly Edit[] | undefined;
  /** Sum of the marked block that we left. */
  readonly block: string | undefined;
}

/** Of a file that others edited too, what is ours alone goes. @returns why it stays, or undefined */
async function leaveTheirs(host: Host, path: string, { reverse, block }: Alone): Promise<string | undefined> {
  const edited = editedSince(path);
  const [content, stat] = [await host.readFile(path), await host.stat(path)];
  if (reverse === undefined || content === undefined || stat?.kind !== "file") return edited;
  const without = takeOut(textOf(content), reverse, block);
  if ("obstacle" in without) return `${edited}: ${without.obstacle}`;
  const bytes = bytesOf(without.text);
  if (!bytes.equals(content)) await host.writeFile(path, bytes, stat);
  return undefined;
}
