import { driftOf } from "./drift.ts";
import type { Facts } from "./facts.ts";
import type { Warning } from "./finding.ts";
import { isChange } from "./is-change.ts";
import { isMerged, merged, mergeOf, withEarlierMerges } from "./merged-file.ts";
import type { Step, WriteFile } from "./step.ts";

/** A file of ours that other hands edited, as it was when it was looked at. */
export interface EditedFile {
  readonly path: string;
  /** Of what is there. */
  readonly sha256: string;
  /** Whether theirs and ours can be had in one, or why not. */
  readonly merge: "clean" | "conflict" | "unknown";
}

/** What is to become of one: it stays as it is, for this run; ours takes its place; or a merge of both does. */
export interface EditDecision extends Omit<EditedFile, "merge"> {
  readonly how: "keep" | "take" | "merge";
}

/** Those of a plan that nobody decided on yet; only for whole files can be decided here. Pure. */
export function editedFiles(
  facts: Facts,
  steps: readonly Step[],
  drift: readonly string[],
): readonly EditedFile[] {
  return steps
    .filter((step): step is WriteFile => step.kind === "WriteFile" && drift.includes(step.path))
    .flatMap((step) => {
      const there = facts.files[step.path];
      if (there?.kind !== "file" || there.text === undefined) return [];
      const merge = mergeOf(facts, step);
      return [
        {
          path: step.path,
          sha256: there.sha256,
          merge: typeof merge === "string" ? merge : "clean",
        } as const,
      ];
    });
}

/** What of a plan's drift nobody can decide on here: parts of others' files, and what is to go as a whole. Pure. */
export function undecidable(
  facts: Facts,
  { steps, drift }: { readonly steps: readonly Step[]; readonly drift: readonly string[] },
): readonly string[] {
  const toDecide = editedFiles(facts, steps, drift).map(({ path }) => path);
  return drift.filter((path) => !toDecide.includes(path));
}

/** The steps as it was decided, on these files and on those that earlier runs merged. Pure. */
export function withDecisions(
  facts: Facts,
  decisions: readonly EditDecision[],
  steps: readonly Step[],
): readonly Step[] {
  const decided = steps.map((step): Step => {
    if (step.kind !== "WriteFile") return step;
    switch (decisionOn(facts, decisions, step)) {
      case "keep":
        return { ...step, action: "no-op" };
      case "take":
        return { ...step, takes: true };
      case "merge":
        return merged(facts, step);
      default:
        return step;
    }
  });
  return withEarlierMerges(facts, decided);
}

/** What the steps would overwrite of other hands', but for what is to be overwritten. Pure. */
export function undecidedDrift(facts: Facts, steps: readonly Step[]): readonly string[] {
  return driftOf(
    facts,
    steps.filter((step) => step.kind !== "WriteFile" || (step.takes !== true && step.ours === undefined)),
  );
}

/** What became of them, for whoever looks at the plan. Pure. */
export function decisionWarnings(
  facts: Facts,
  decisions: readonly EditDecision[],
  steps: readonly Step[],
): readonly Warning[] {
  return steps.flatMap((step): readonly Warning[] => {
    if (step.kind !== "WriteFile") return [];
    const { path, ours } = step;
    if (step.takes) {
      return [{ id: "edit-goes", text: `What other hands wrote in ${path} goes; an undo brings it back.` }];
    }
    if (ours !== undefined && isChange(step)) return [{ id: "edit-merged", text: mergedText(facts, path) }];
    return decisionOn(facts, decisions, step) === "keep"
      ? [{ id: "edit-stays", text: `${path} stays as other hands edited it; the next run asks again.` }]
      : [];
  });
}

function mergedText(facts: Facts, path: string): string {
  return isMerged(facts, path)
    ? `${path} keeps what other hands wrote in it; it was merged before.`
    : `${path} gets both, what other hands wrote and ours; an undo brings theirs back, and remove keeps it.`;
}

/** A file that was edited once more since is decided on anew. */
function decisionOn(
  { files }: Facts,
  decisions: readonly EditDecision[],
  { path }: WriteFile,
): EditDecision["how"] | undefined {
  const there = files[path];
  const sum = there?.kind === "file" ? there.sha256 : undefined;
  return decisions.find((each) => each.path === path && each.sha256 === sum)?.how;
}
