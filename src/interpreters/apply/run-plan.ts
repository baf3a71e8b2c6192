import { asFailure } from "../../as-failure.ts";
import type { Secrets } from "../../certificates/source.ts";
import { exitCode, Failure } from "../../core/errors.ts";
import type { Facts } from "../../core/facts.ts";
import { isChange } from "../../core/is-change.ts";
import type { Run, RunRecord, RunVerb } from "../../core/journal.ts";
import { afterLeft } from "../../core/left-over.ts";
import type { Plan } from "../../core/plan.ts";
import type { Step } from "../../core/step.ts";
import type { Environment } from "../../environment.ts";
import type { EffectContext } from "./effect.ts";
import { prepare } from "./effects/index.ts";
import type { ApplyEvent } from "./events.ts";
import { FirewallGuard } from "./firewall-guard.ts";
import type { JournalFile } from "./journal-file.ts";
import { undoRun } from "./undo-run.ts";

export interface RunPlanOptions extends Environment {
  readonly facts: Facts;
  readonly journal: JournalFile;
  readonly verb: RunVerb;
  readonly version: string;
  /** Aborted: the step under way ends, then everything of this run is taken back. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: ApplyEvent) => void;
  /** What the operator typed for this run. */
  readonly secrets?: Secrets;
  /** Asked when a step failed; without it everything is taken back at once. */
  readonly decide?: (step: Step, error: unknown) => Promise<Decision>;
}

/** `keep`: leave the failed step out and go on; meant for a proof that fails for want of a backend. */
export type Decision = "take-back" | "retry" | "keep";

/**
 * Carries a plan out: each step is journalled, kept a copy of, done and journalled again. A plan without
 * changes leaves no trace in the journal; its proof is done all the same.
 * @throws Failure when a step failed: exit code 1 when all was taken back, 3 when something is left
 */
export async function runPlan(plan: Plan, options: RunPlanOptions): Promise<void> {
  const run = options.host.now().toISOString().replace(/[:.]/g, "-");
  const guard = new FirewallGuard(options, run);
  try {
    await walk(plan, run, { ...options, guard });
  } finally {
    await guard.letGo();
  }
}

type WalkOptions = RunPlanOptions & Pick<EffectContext, "guard">;

async function walk(plan: Plan, run: string, options: WalkOptions): Promise<void> {
  const { host, journal, onEvent, verb, version } = options;
  const steps = plan.steps.filter((step) => step.action !== "no-op" || step.kind === "Verify");
  const journalled = plan.steps.some(isChange);
  const at = () => host.now().toISOString();
  if (journalled) await journal.append({ type: "run", run, verb, at: at(), version, ...noted(plan) });
  onEvent({ type: "planned", plan });
  const attempt = counter();
  for (const [index, step] of steps.entries()) {
    for (let decision: Decision = "retry"; decision === "retry"; ) {
      const started = host.now().getTime();
      try {
        options.signal.throwIfAborted();
        onEvent({ type: "step-started", index, total: steps.length, step });
        await runStep(step, attempt(), run, journalled, options);
        onEvent({ type: "step-done", index, step, milliseconds: host.now().getTime() - started });
        break;
      } catch (error) {
        onEvent({ type: "step-failed", index, step, error });
        decision = options.signal.aborted
          ? "take-back"
          : ((await options.decide?.(step, error)) ?? "take-back");
        if (decision === "take-back")
          throw journalled ? await takeBack(run, step.title, error, options) : error;
      }
    }
  }
  if (!journalled) return;
  // Stopped while the last step ran: it has ended, and all of it goes.
  if (options.signal.aborted) throw await takeBack(run, "", options.signal.reason, options);
  const unwritten = await journal.note({ type: "end", run, at: at(), outcome: "done" });
  // A run whose end is not on the disk would be taken back by the next one: better at once, and said.
  if (unwritten !== undefined) throw await takeBack(run, "end of the journal", unwritten, options);
  await options.guard.dismiss();
}

/** What later runs have to know of a plan besides its steps. */
function noted({ answers, waits }: Plan): Pick<RunRecord, "answers" | "waits"> {
  return { answers, ...(waits && { waits }) };
}

/** A step that is tried again is a step of its own in the journal: the first try may have left something too. */
function counter(): () => number {
  let next = 0;
  return () => next++;
}

async function runStep(
  step: Step,
  index: number,
  run: string,
  journalled: boolean,
  options: WalkOptions,
): Promise<void> {
  const { journal, onEvent } = options;
  const context: EffectContext = {
    ...options,
    onLine: (line) => onEvent({ type: "line", line }),
    backupName: (path) => `${run}-${index}-${path}`,
  };
  const { record, act } = await prepare(step, context);
  const { id, kind, title } = step;
  if (journalled) await journal.append({ type: "begin", run, step: index, id, kind, title, record });
  const after = await act();
  if (journalled) await journal.append({ type: "done", run, step: index, after });
}

async function takeBack(run: string, step: string, error: unknown, options: WalkOptions): Promise<Failure> {
  const { host, journal, services, sources, onEvent, signal } = options;
  const left = await undoRun(journal.run(run), {
    host,
    journal,
    services,
    sources,
    onEvent,
    onLine: (line) => onEvent({ type: "line", line }),
    why: "failure",
    // The one that stopped the run has said all it had to say: the undo is what it asked for.
    ...(signal.aborted ? {} : { signal }),
  });
  await options.guard.dismiss();
  // A mistake of ours that nobody waited for stops a run as well, and is told as what it is.
  const stray = signal.reason instanceof Failure ? signal.reason : undefined;
  const asked = signal.aborted && stray === undefined;
  const { kind, message, said, next, cause } = asFailure(stray ?? error);
  const at = step === "" ? "" : `${step}: `;
  const what = asked ? "Stopped as asked" : `${at}${message.replace(/\.$/, "")}`;
  const rest = left.length === 0 ? "" : afterLeft([journal.run(run)], "undo");
  const cure = [next ?? "", rest].filter((each) => each !== "").join("; for what is left: ");
  return new Failure(
    left.length === 0
      ? `${what}. ${takenBackSentence(journal.run(run))}`
      : `${what}. Not all could be taken back: ${left.join("; ")}`,
    {
      kind: asked ? "operator" : kind,
      exitCode: left.length === 0 ? exitCode.failedAndRolledBack : exitCode.rollbackIncomplete,
      cause,
      ...(said === undefined ? {} : { said }),
      ...(cure === "" ? {} : { next: cure }),
    },
  );
}

/** What is kept on purpose was told of as it was come to, with the reason; the last line must not deny it. */
function takenBackSentence({ steps }: Run): string {
  const kept = steps.filter(({ spared }) => spared).map(({ begin }) => begin.title);
  return kept.length === 0
    ? "Everything was taken back."
    : `Everything was taken back, but this is kept: ${kept.join("; ")}. To take that back too: wss-setup undo --yes`;
}
