import type { Facts, FileFacts } from "./facts.ts";
import { samePath } from "./installation.ts";
import { isChange } from "./is-change.ts";
import { blockOf, marksIn } from "./marked-block.ts";
import { sha256 } from "./sha256.ts";
import { pathsOf } from "./stale.ts";
import type { EditFile, PathRecord, Step } from "./step.ts";
import { takeOut } from "./take-out.ts";

/** Paths that a plan would overwrite although other hands wrote or edited them; the same rule for every kind of step. */
export function driftOf(facts: Facts, steps: readonly Step[]): readonly string[] {
  const changes = steps.filter(isChange);
  const edits = steps.filter((step) => step.kind === "EditFile");
  return [
    ...changes
      .filter(ownsItsPaths)
      .flatMap(pathsOf)
      .filter((path) => isForeign(facts, path)),
    ...edits
      .filter((step) => (isChange(step) && hasForeignBlock(facts, step)) || cannotGiveBack(facts, step))
      .map(({ path }) => path),
  ];
}

/** A block of ours in somebody else's file is ours as a whole: what others wrote between its marks is not overwritten. */
function hasForeignBlock({ files, installation }: Facts, { path, edits }: EditFile): boolean {
  const text = textAt(files, path);
  return edits.some((edit) => {
    if (text === undefined || !("marks" in edit)) return false;
    const block = blockOf(text, edit.marks);
    if (block === undefined) return marksIn(text, edit.marks) === "torn";
    return sha256(block) !== installation?.paths[path]?.block;
  });
}

/** Edits of ours go again only where they can be told from what is others'. */
function cannotGiveBack({ files, installation }: Facts, { path, edits, givesBack }: EditFile): boolean {
  const text = textAt(files, path);
  if (givesBack !== true || text === undefined) return false;
  return "obstacle" in takeOut(text, edits, installation?.paths[path]?.block);
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
  const ours = owned?.after;
  return ours === undefined || !samePath(ours, recordOf(there));
}

function recordOf(there: FileFacts): PathRecord {
  // A socket or a device is never ours: a record that equals none of ours.
  return there.kind === "other" ? { kind: "symlink", target: "\0" } : there;
}
