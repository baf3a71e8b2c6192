import { resolve } from "node:path";
import { formatAnswers } from "../core/answers-file.ts";
import { invalidInput } from "../core/errors.ts";
import type { FileFacts } from "../core/facts.ts";
import { isChange } from "../core/is-change.ts";
import type { Plan } from "../core/plan.ts";
import { pathsOf } from "../core/stale.ts";
import { show } from "../core/validate/show.ts";
import type { Host } from "../host/host.ts";
import type { Observed } from "../observe.ts";

/** A plan in a file: the steps that were agreed to, and what they would change as it was then. */
export interface SavedPlan extends Plan {
  /** Path to the kind, and the hash or the target, of what was there. */
  readonly found: Readonly<Record<string, string>>;
}

/** What `plan --format json` prints. */
export function savedPlan({ plan, facts }: Observed): SavedPlan {
  const paths = plan.steps.filter(isChange).flatMap(pathsOf).sort();
  return { ...plan, found: Object.fromEntries(paths.map((path) => [path, describe(facts.files[path])])) };
}

/** Whether the box would now get other steps, or has other files in their way, than when the plan was saved. */
export function isStale(saved: SavedPlan, now: Observed): boolean {
  const agreed = ({ steps, found }: SavedPlan) => JSON.stringify([steps, found]);
  return agreed(saved) !== agreed(savedPlan(now));
}

/** @throws Failure (64) for a file that is missing or no plan */
export async function readSavedPlan(host: Host, file: string): Promise<SavedPlan> {
  const content = await host.readFile(resolve(file));
  if (content === undefined) throw invalidInput(`${show(file)}: there is no such file`);
  const plan = parse(content.toString("utf8"));
  if (plan !== undefined) return plan;
  throw invalidInput(
    `${show(file)} is no plan of wss-setup`,
    "wss-setup plan -a answers.yaml --format json -o plan.json",
  );
}

function parse(text: string): SavedPlan | undefined {
  try {
    const plan = JSON.parse(text);
    const isPlan = plan?.format === 1 && Array.isArray(plan.steps) && typeof plan.found === "object";
    // What the answers say is for the validator; here it only counts that a file could be made of them.
    return isPlan && formatAnswers(plan.answers) !== "" ? plan : undefined;
  } catch {
    return undefined;
  }
}

function describe(there: FileFacts | undefined): string {
  if (there === undefined) return "absent";
  if (there.kind === "file") return `file ${there.sha256}`;
  return there.kind === "symlink" ? `symlink ${there.target}` : there.kind;
}
