import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { applyEdits } from "../../core/edit.ts";
import type { Facts } from "../../core/facts.ts";
import { isMerged, mergeOf } from "../../core/merged-file.ts";
import type { Edit, Step, WriteFile } from "../../core/step.ts";

/** What a step would do to a file, as a unified diff; undefined where a step changes no text that may be shown. */
export function diffOf(step: Step, facts: Facts): string | undefined {
  if (step.action === "no-op") return undefined;
  const text = "path" in step ? textAt(facts, step.path) : undefined;
  switch (step.kind) {
    case "WriteFile":
      return overEdits(step, text, facts) ?? patch(step.path, text, step.content);
    case "EditFile":
      return text === undefined
        ? pendingEdits(step.path, step.edits)
        : patch(step.path, text, applyEdits(text, step.edits));
    case "IssueCertificate":
      return `+++ ${step.certificateFile}\n+(certificate for ${step.names.join(", ")})\n+++ ${step.keyFile}\n+(private key, 0600)\n`;
    case "CopyPair":
      return `+++ ${step.path}\n${step.parts.map((part) => `+(${copied[part]})\n`).join("")}`;
    default:
      return undefined;
  }
}

const copied = { certificate: "copy of the certificate", key: "copy of the private key, 0600" } as const;

function textAt(facts: Facts, path: string): string | undefined {
  const there = facts.files[path];
  return there?.kind === "file" ? there.text : undefined;
}

function patch(path: string, before: string | undefined, after: string): string {
  const from = before === undefined ? "/dev/null" : path;
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(from, path, before ?? "", after, undefined, undefined, options);
}

/**
 * What other hands did to a file of ours first: what we left, what is there, and what would be, in two diffs; before it
 * is decided on, a third one has what a merge would make of it.
 */
function overEdits(step: WriteFile, there: string | undefined, facts: Facts): string | undefined {
  const { path, content } = step;
  const before = facts.left?.[path];
  if (before === undefined || there === undefined) return undefined;
  // Nobody edited it since, and its merge goes on.
  if (step.ours !== undefined && isMerged(facts, path)) return undefined;
  const merge = step.takes || step.ours !== undefined ? undefined : mergeOf(facts, step);
  return [
    `--- ${path}\n+++ ${path}\n`,
    part("What other hands changed since the last run", before, there),
    part(`What ${step.ours === undefined ? "ours" : "the merge"} would change of that`, there, content),
    typeof merge === "object" ? part("What a merge would change of that instead", there, merge.text) : "",
  ].join("");
}

/** Without the heads, which name the file. */
function part(title: string, from: string, to: string): string {
  const said = from === to ? `${title}: nothing` : title;
  return [`@@ ${said} @@`, ...patch("", from, to).split("\n").slice(2)].join("\n");
}

/** The file comes with a package that is not installed yet: only the lines that will stand in it are known. */
function pendingEdits(path: string, edits: readonly Edit[]): string {
  return `+++ ${path} (comes with the packages)\n${edits.map(editLine).join("")}`;
}

function editLine(edit: Edit): string {
  if ("drop" in edit) return `-(lines that match ${edit.drop})\n`;
  if ("put" in edit) return edit.put.replace(/^(?!$)/gm, "+");
  if ("replace" in edit) return `-${edit.replace}\n${edit.by === undefined ? "" : `+${edit.by}\n`}`;
  if ("line" in edit) return `+${edit.line}\n`;
  const { marks, block } = edit;
  if (block === undefined) return `-${marks[0]}\n`;
  return [marks[0], ...block.split("\n").slice(0, -1), marks[1]].map((line) => `+${line}\n`).join("");
}
