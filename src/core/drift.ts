import type { Facts, FileFacts } from "./facts.ts";
import { samePath } from "./installation.ts";
import { pathsOf } from "./stale.ts";
import type { PathRecord, Step } from "./step.ts";

/** Paths that a plan would overwrite although other hands wrote or edited them; the same rule for every kind of step. */
export function driftOf(facts: Facts, steps: readonly Step[]): readonly string[] {
  return steps
    .filter((step) => step.action !== "no-op" && ownsItsPaths(step))
    .flatMap(pathsOf)
    .filter((path) => isForeign(facts, path));
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
