import type { Facts } from "./facts.ts";
import { samePath } from "./installation.ts";
import { mergeTexts } from "./merge-texts.ts";
import { pathsOf } from "./stale.ts";
import type { Step, WriteFile } from "./step.ts";

/** What comes of ours and theirs together; or why nothing does: both changed the same lines, or nobody knows what was before. */
export type Merge = { readonly text: string } | "conflict" | "unknown";

/** What other hands changed of our file and what a step would change of it, together. Pure. */
export function mergeOf({ files, left }: Facts, { path, content, ours = content }: WriteFile): Merge {
  const there = files[path];
  const base = left?.[path];
  if (there?.kind !== "file" || there.text === undefined || base === undefined) return "unknown";
  const text = mergeTexts({ base, theirs: there.text, ours });
  return text === undefined ? "conflict" : { text };
}

/** The step with both; as it is where there is no merge. Pure. */
export function merged(facts: Facts, step: WriteFile): WriteFile {
  const merge = mergeOf(facts, step);
  if (typeof merge === "string") return step;
  return { ...step, content: merge.text, ours: step.ours ?? step.content };
}

/**
 * The steps, with what other hands wrote in files that were merged before and that nobody edited since: their lines are
 * there with the operator's word. Where there is no merge any more, the step stays as it is. Pure.
 */
export function withEarlierMerges(facts: Facts, steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => {
    if (step.kind !== "WriteFile" || step.ours !== undefined || !isMerged(facts, step.path)) return step;
    const both = merged(facts, step);
    const there = facts.files[step.path];
    // An earlier step of the plan may change what is there.
    const isOnly = steps.filter((each) => pathsOf(each).includes(step.path)).length === 1;
    const fits = there?.kind === "file" && there.text === both.content && there.mode === step.mode;
    return isOnly && fits && both.ours !== undefined ? { ...both, action: "no-op" } : both;
  });
}

/** Whether what is there is the merge that an earlier run made. */
export function isMerged({ files, installation }: Facts, path: string): boolean {
  const there = files[path];
  const owned = installation?.paths[path];
  return owned?.merged === true && there?.kind === "file" && samePath(there, owned.after);
}
