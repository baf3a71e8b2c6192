import { jsonText } from "../cli/json-text.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { FlagValues } from "../cli/verb.ts";
import { backendDown, backendStillDown } from "../core/backend-down.ts";
import type { Warning } from "../core/finding.ts";
import type { Plan } from "../core/plan.ts";
import { countChanges } from "../interpreters/preview/step-lines.ts";
import type { ApplyReport } from "./apply-report.ts";

export interface SetUpResult {
  readonly plan: Plan;
  /** URLs that clients connect to. */
  readonly endpoints: readonly string[];
  readonly report: ApplyReport;
}

/** Warnings to stderr; the endpoints, or with `--json` everything as one object, to stdout. `more` goes into that object. */
export function tellSetUp(
  terminal: Terminal,
  { json }: FlagValues,
  { plan, endpoints, report }: SetUpResult,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const warnings = afterwards(plan, report);
  for (const { text, next } of warnings) {
    terminal.progress(`warning: ${text}${next === undefined ? "" : ` (${next})`}`);
  }
  if (plan.answers.certificate.source === "own-ca") {
    terminal.progress(
      "next: wss-setup trust --yes (this machine trusts the root then; it says what to do elsewhere)",
    );
  }
  if (json !== true) {
    for (const endpoint of endpoints) terminal.result(endpoint);
    return;
  }
  const { total: changes } = countChanges(plan);
  terminal.result(jsonText({ ok: true, endpoints, changes, ...report, warnings, ...more }));
}

/** What the plan warned of, as it stands after the proof: what is left to be done comes last. */
function afterwards({ warnings }: Plan, { checks }: ApplyReport): readonly Warning[] {
  const others = warnings.filter(({ id }) => id !== backendDown);
  if (checks.some(({ id, status }) => id === "backend" && status === "ok")) return others;
  return [...others, ...warnings.filter(({ id }) => id === backendDown).map(backendStillDown)];
}
