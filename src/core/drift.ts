import type { Facts, FileFacts } from "./facts.ts";
import { samePath } from "./installation.ts";
import { isChange } from "./is-change.ts";
import { blockFault } from "./marked-block.ts";
import { sha256 } from "./sha256.ts";
import { pathsOf } from "./stale.ts";
import type { EditFile, PathRecord, Step } from "./step.ts";
import { takeOut } from "./take-out.ts";

/** Paths that a plan would overwrite although other hands wrote or edited them; the same rule for every kind of step. */
export function driftOf(facts: Facts, steps: readonly Step[]): readonly string[] {
  return [
    ...steps
      .filter((step) => isChange(step) && ownsItsPaths(step))
      .flatMap(pathsOf)
      .filter((path) => isForeign(facts, path)),
    ...steps.filter((step) => partOf(facts, step) !== undefined).flatMap(pathsOf),
  ];
}

/** What of a path is not as we left it. */
export type Drifted =
  | { readonly path: string; readonly of: "whole" }
  | {
      readonly path: string;
      /** Of a file of others: a marked block of ours, or other lines. */
      readonly of: "block" | "lines";
      /** What is wrong with it, in a few words. */
      readonly part: string;
    };

/** Each path of a plan's drift, and where the file is others', which part of it is meant. Pure. */
export function driftedOf(
  facts: Facts,
  { steps, drift }: { readonly steps: readonly Step[]; readonly drift: readonly string[] },
): readonly Drifted[] {
  return drift.map((path) => {
    const [part] = steps
      .filter((step) => pathsOf(step).includes(path))
      .flatMap((step) => partOf(facts, step) ?? []);
    return part ?? { path, of: "whole" };
  });
}

/** The same for people. */
export function driftWords(...plan: Parameters<typeof driftedOf>): readonly string[] {
  return driftedOf(...plan).map((each) =>
    each.of === "whole" ? each.path : `${each.path}, where ${each.part}`,
  );
}

/** What of ours in somebody else's file is not as we left it; undefined where all is. */
function partOf(facts: Facts, step: Step): Drifted | undefined {
  if (step.kind !== "EditFile") return undefined;
  const { path } = step;
  const block = isChange(step) || step.givesBack ? foreignBlock(facts, step) : undefined;
  if (block !== undefined) return { path, of: "block", part: block };
  const lines = obstacleToGiveBack(facts, step);
  return lines === undefined ? undefined : { path, of: "lines", part: lines };
}

/** A block of ours in somebody else's file is ours as a whole: what others wrote between its marks is not overwritten. */
function foreignBlock({ files, installation }: Facts, { path, edits }: EditFile): string | undefined {
  const text = textAt(files, path);
  if (text === undefined) return undefined;
  return edits
    .filter((edit) => "marks" in edit)
    .flatMap(({ marks }) => blockFault(text, marks, installation?.paths[path]?.block) ?? [])[0];
}

/** Edits of ours go again only where they can be told from what is others'. */
function obstacleToGiveBack({ files, installation }: Facts, step: EditFile): string | undefined {
  const text = textAt(files, step.path);
  if (step.givesBack !== true || text === undefined) return undefined;
  const out = takeOut(text, step.edits, installation?.paths[step.path]?.block);
  return "obstacle" in out ? out.obstacle : undefined;
}

function textAt(files: Facts["files"], path: string): string | undefined {
  const there = files[path];
  return there?.kind === "file" ? there.text : undefined;
}

/** Whether the step replaces whole files of ours, not a value in, or the place of, somebody else's. */
function ownsItsPaths(step: Step): boolean {
  if (step.kind === "WriteFile") return step.operatorMayEdit !== true;
  return ["CopyFile", "Symlink", "RestoreFile", "IssueCertificate", "WriteDhParam"].includes(step.kind);
}

function isForeign(facts: Facts, path: string): boolean {
  const there = facts.files[path];
  if (there === undefined || there.kind === "absent") return false;
  const owned = facts.installation?.paths[path];
  if (owned?.operatorMayEdit === true) return false;
  if (owned?.merged === true) return !isOursAlone(facts, path);
  const ours = owned?.after;
  return ours === undefined || !samePath(ours, recordOf(there));
}

/** What other hands wrote in a merged file was taken out again. */
function isOursAlone({ files, left }: Facts, path: string): boolean {
  const there = files[path];
  const ours = left?.[path];
  return there?.kind === "file" && ours !== undefined && there.sha256 === sha256(ours);
}

function recordOf(there: FileFacts): PathRecord {
  // A socket or a device is never ours: a record that equals none of ours.
  return there.kind === "other" ? { kind: "symlink", target: "\0" } : there;
}
