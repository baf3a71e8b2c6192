import { passphraseProblem } from "./certificates/own-ca/passphrase.ts";
import type { Secrets } from "./certificates/source.ts";
import { type Drifted, driftedOf, driftWords } from "./core/drift.ts";
import { undecidable } from "./core/edited-files.ts";
import { exitCode, Failure, invalidInput } from "./core/errors.ts";
import type { Facts, Installation } from "./core/facts.ts";
import type { Problem } from "./core/finding.ts";
import { planAgain } from "./core/paths.ts";
import type { Plan } from "./core/plan.ts";
import type { Observed } from "./observe.ts";

/** A passphrase that was given answers the problem that it is missing. */
function unsolved(problems: readonly Problem[], secrets?: Secrets): readonly Problem[] {
  return problems.filter(({ id }) => id !== passphraseProblem || secrets?.caPassphrase === undefined);
}

/**
 * A new certificate is for an endpoint that stands. A rotation that was cut off left one, and the next one goes on from it.
 * @throws Failure (64) naming what comes first
 */
export function refuseUnfinished({ unfinished }: Pick<Installation, "unfinished">): void {
  if (unfinished === undefined || unfinished.of === "rotate") return;
  throw invalidInput(`rotate has to wait: ${unfinished.told}`, unfinished.next);
}

/** What stands in the way stops the job before anything is touched. @throws Failure (64) naming the first problem */
export function refuseProblems(problems: readonly Problem[], secrets?: Secrets): void {
  const [first, ...others] = unsolved(problems, secrets);
  if (first === undefined) return;
  throw invalidInput([first, ...others].map((problem) => problem.text).join("\n  "), first.next);
}

/** Files that other hands edited are never overwritten unasked. @param shows as below @throws Failure (4) naming them */
export function refuseDrift({ facts, plan }: Observed, shows?: string): void {
  refuseUndecidable({ facts, plan }, shows);
  if (plan.drift.length === 0) return;
  throw editedByOthers(facts, plan, "keep it, take ours or merge both in the guide: wss-setup");
}

/**
 * What nobody can decide on in the guide.
 * @param shows the command that shows the plan
 * @throws Failure (4) naming all that other hands edited
 */
export function refuseUndecidable({ facts, plan }: Observed, shows = planAgain): void {
  const drift = undecidable(facts, plan);
  if (drift.length === 0) return;
  const ways = new Set(driftedOf(facts, { ...plan, drift }).map((each) => wayOut(shows)[each.of]));
  throw editedByOthers(facts, plan, `${[...ways].join("; ")}, and run it again`);
}

/** After each of these the next plan finds nothing in its way. */
function wayOut(shows: string): Readonly<Record<Drifted["of"], string>> {
  return {
    block: `${shows} shows what differs; keep what was written there elsewhere, delete our block with both its marks`,
    lines: "put the lines right that are named",
    whole: "move the file with what was written in it to a folder of your own",
  };
}

function editedByOthers(facts: Facts, plan: Plan, next: string): Failure {
  return new Failure(`edited by other hands and not overwritten: ${driftWords(facts, plan).join("; ")}`, {
    kind: "operator",
    exitCode: exitCode.editedByOthers,
    next,
  });
}
