import type { Facts, FileFacts } from "./facts.ts";
import { samePath } from "./installation.ts";
import { blockOf } from "./marked-block.ts";
import { sha256 } from "./sha256.ts";
import { pathsOf } from "./stale.ts";
import type { EditFile, PathRecord, Step } from "./step.ts";

/** Paths that a plan would overwrite although other hands wrote or edited them; the same rule for every kind of step. */
export function driftOf(facts: Facts, steps: readonly Step[]): readonly string[] {
  const changes = steps.filter((step) => step.action !== "no-op");
  return [
    ...changes
      .filter(ownsItsPaths)
      .flatMap(pathsOf)
      .filter((path) => isForeign(facts, path)),
    ...changes.flatMap((step) =>
      step.kind === "EditFile" && hasForeignBlock(facts, step) ? [step.path] : [],
    ),
  ];
}

/** A block of ours in somebody else's file is ours as a whole: what others wrote between its marks is not overwritten. */
function hasForeignBlock({ files, installation }: Facts, { path, edits }: EditFile): boolean {
  const there = files[path];
  const text = there?.kind === "file" ? there.text : undefined;
  return edits.some((edit) => {
    const block = text === undefined || !("marks" in edit) ? undefined : blockOf(text, edit.marks);
    return block !== undefined && sha256(block) !== installation?.paths[path]?.block;
  });
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
