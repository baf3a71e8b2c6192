import { applyEdits } from "./edit.ts";
import type { Facts, FileFacts } from "./facts.ts";
import { sha256 } from "./sha256.ts";
import type {
  Action,
  CopyFile,
  CreateDirectory,
  EditFile,
  RemoveFile,
  StepOf,
  Symlink,
  WriteFile,
} from "./step.ts";

/** What the caller says of a step; id, action and undo follow from the facts. */
type Wanted<K extends "CreateDirectory" | "WriteFile" | "CopyFile" | "EditFile" | "Symlink" | "RemoveFile"> =
  Omit<StepOf<K>, "kind" | "id" | "title" | "action" | "undo"> & { readonly title?: string };

/** A file of ours with exactly this content and mode. */
export function writeFile(facts: Facts, wanted: Wanted<"WriteFile">): WriteFile {
  const there = facts.files[wanted.path];
  const same =
    there?.kind === "file" && there.sha256 === sha256(wanted.content) && there.mode === wanted.mode;
  return { ...base("file", wanted, same ? "no-op" : createOrUpdate(there)), kind: "WriteFile" };
}

/** A file of ours that is a copy of exactly these bytes. */
export function copyFile(facts: Facts, wanted: Wanted<"CopyFile">): CopyFile {
  const there = facts.files[wanted.path];
  const same = there?.kind === "file" && there.sha256 === wanted.sha256 && there.mode === wanted.mode;
  return { ...base("file", wanted, same ? "no-op" : createOrUpdate(there)), kind: "CopyFile" };
}

/** One or more values in a file that is not ours; the rest of it stays as it is. */
export function editFile(facts: Facts, wanted: Wanted<"EditFile">): EditFile {
  const there = facts.files[wanted.path];
  const fits =
    there?.kind === "file" && there.text !== undefined && applyEdits(there.text, wanted.edits) === there.text;
  return { ...base("file", wanted, fits ? "no-op" : "update"), kind: "EditFile" };
}

/** A folder; one that is there is never changed. */
export function createDirectory(facts: Facts, wanted: Wanted<"CreateDirectory">): CreateDirectory {
  const there = facts.files[wanted.path];
  return {
    ...base("folder", wanted, there?.kind === "directory" ? "no-op" : "create"),
    kind: "CreateDirectory",
  };
}

/** A symbolic link with exactly this target. */
export function symlink(facts: Facts, wanted: Wanted<"Symlink">): Symlink {
  const there = facts.files[wanted.path];
  const same = there?.kind === "symlink" && there.target === wanted.target;
  return { ...base("link", wanted, same ? "no-op" : createOrUpdate(there)), kind: "Symlink" };
}

/** A file or link that stands in the way. `expected`: it comes with a package that an earlier step installs. */
export function removeFile(facts: Facts, wanted: Wanted<"RemoveFile">, expected = false): RemoveFile {
  const there = facts.files[wanted.path];
  const absent = there === undefined || there.kind === "absent";
  return { ...base("file", wanted, absent && !expected ? "no-op" : "delete"), kind: "RemoveFile" };
}

function createOrUpdate(there: FileFacts | undefined): Action {
  return there === undefined || there.kind === "absent" ? "create" : "update";
}

function base<W extends { readonly path: string; readonly title?: string }>(
  noun: string,
  wanted: W,
  action: Action,
) {
  return {
    ...wanted,
    id: `${noun}:${wanted.path}`,
    title: wanted.title ?? wanted.path,
    action,
    undo: "exact" as const,
  };
}
