import { driftOf } from "./drift.ts";
import type { Facts } from "./facts.ts";
import type { Warning } from "./finding.ts";
import type { Step, WriteFile } from "./step.ts";

/** A file of ours that other hands edited, as it was when it was looked at. */
export interface EditedFile {
  readonly path: string;
  /** Of what is there. */
  readonly sha256: string;
}

/** What is to become of one: it stays as it is, for this run, or ours takes its place. */
export interface EditDecision extends EditedFile {
  readonly how: "keep" | "take";
}

/** Those of a plan that nobody decided on yet; only for whole files can be decided here. Pure. */
export function editedFiles(
  facts: Facts,
  steps: readonly Step[],
  drift: readonly string[],
): readonly EditedFile[] {
  return steps
    .filter((step): step is WriteFile => step.kind === "WriteFile" && drift.includes(step.path))
    .flatMap(({ path }) => {
      const there = facts.files[path];
      return there?.kind === "file" && there.text !== undefined ? [{ path, sha256: there.sha256 }] : [];
    });
}

/** The steps without those whose file is kept. Pure. */
export function withDecisions(
  facts: Facts,
  decisions: readonly EditDecision[],
  steps: readonly Step[],
): readonly Step[] {
  return steps.map((step) =>
    decisionOn(facts, decisions, step) === "keep" ? { ...step, action: "no-op" as const } : step,
  );
}

/** What the steps would overwrite of other hands', but for what is to be overwritten. Pure. */
export function undecidedDrift(
  facts: Facts,
  decisions: readonly EditDecision[],
  steps: readonly Step[],
): readonly string[] {
  return driftOf(
    facts,
    steps.filter((step) => decisionOn(facts, decisions, step) !== "take"),
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
    const how = decisionOn(facts, decisions, step);
    if (how === undefined) return [];
    return [
      how === "keep"
        ? { id: "edit-stays", text: `${step.path} stays as other hands edited it; the next run asks again.` }
        : { id: "edit-goes", text: `What other hands wrote in ${step.path} goes; an undo brings it back.` },
    ];
  });
}

/** A file that was edited once more since is decided on anew. */
function decisionOn(
  { files }: Facts,
  decisions: readonly EditDecision[],
  step: Step,
): EditDecision["how"] | undefined {
  if (step.kind !== "WriteFile") return undefined;
  const there = files[step.path];
  const sum = there?.kind === "file" ? there.sha256 : undefined;
  return decisions.find(({ path, sha256 }) => path === step.path && sha256 === sum)?.how;
}
