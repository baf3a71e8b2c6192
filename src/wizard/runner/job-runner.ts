import type { SnapshotFrom } from "xstate";
import type { Installation } from "../../core/facts.ts";
import type { ApplyEvent } from "../../interpreters/apply/events.ts";
import type { Decision } from "../../interpreters/apply/run-plan.ts";
import { withSession } from "../../session.ts";
import { takeBack } from "../../take-back.ts";
import type { WizardEvent } from "../events.ts";
import { foldProgress } from "../fold-progress.ts";
import type { wizardMachine } from "../machine.ts";
import { makePreview } from "../make-preview.ts";
import { BoxChanged, sameChanges } from "./box-changed.ts";
import { failureView } from "./failure-view.ts";
import { makePlan } from "./make-plan.ts";
import { change } from "./run-job.ts";
import type { RunnerOptions } from "./runner.ts";
import { servedUntil } from "./served-until.ts";

/** Changes the box as the operator has agreed to, or takes that back, and tells the wizard how it goes. */
export class JobRunner {
  readonly #options: RunnerOptions;
  #stopping = new AbortController();
  #decided: ((decision: Decision) => void) | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Sets up or rotates; a box that is not as it was agreed to is told instead. @param addresses of the box */
  async change(addresses: readonly string[]): Promise<void> {
    const { environment } = this.#options;
    const { job, preview, secrets } = this.#context();
    this.#stopping = new AbortController();
    const verb = job === "rotate" ? "rotate" : "apply";
    try {
      await this.#options.logged(
        verb,
        (event) => this.#told(event),
        (onEvent) =>
          change({
            environment,
            verb,
            signal: this.#stopping.signal,
            onEvent,
            decide: (step, error) => this.#ask(failureView(error, step)),
            plan: (installation) => this.#agreedPlan(addresses, installation),
            ...(secrets === undefined ? {} : { secrets }),
          }),
      );
      const until = preview && (await servedUntil(environment.host, preview.plan));
      this.#send({ type: "DONE", ...(until === undefined ? {} : { until }) });
    } catch (error) {
      if (error instanceof BoxChanged) return this.#send({ type: "BOX_CHANGED", preview: error.preview });
      this.#send({ type: "ENDED", failure: failureView(error), left: [] });
    }
  }

  /** The run under way ends its step and takes everything back. */
  stop(): void {
    this.#stopping.abort();
  }

  /** What the operator wants done about the step that failed; the run waits for it. */
  decide(decision: Decision): void {
    this.#decided?.(decision);
  }

  /** Takes back the last run, or all of them. */
  async takeBack(): Promise<void> {
    const { environment } = this.#options;
    const what = this.#context().job === "remove" ? "remove" : "undo";
    try {
      await this.#options.logged(
        what,
        (event) => this.#told(event),
        (onEvent) => withSession(environment, onEvent, (session) => takeBack(session, what)),
      );
      this.#send({ type: "ENDED", left: [] });
    } catch (error) {
      this.#send({ type: "ENDED", failure: failureView(error), left: [] });
    }
  }

  /** The plan for the box as it is now. @throws BoxChanged where it is not the one that was agreed to */
  async #agreedPlan(addresses: readonly string[], installation: Installation | undefined) {
    const { environment, installation: found } = this.#options;
    const { draft, job, mayRestart, decisions, preview } = this.#context();
    const request = { environment, job, draft, mayRestart, decisions, addresses, installation };
    const observed = await makePlan(request);
    // Taking back what was cut off changed the box, as the operator was told it would.
    const isAgreed = found?.interrupted === true || sameChanges(preview?.plan, observed.plan);
    if (isAgreed && observed.plan.drift.length === 0) return observed;
    throw new BoxChanged(makePreview(observed.plan, observed.facts, environment.ports));
  }

  #context(): SnapshotFrom<typeof wizardMachine>["context"] {
    return this.#options.actor.getSnapshot().context;
  }

  #send(event: WizardEvent): void {
    this.#options.actor.send(event);
  }

  #told(event: ApplyEvent): void {
    const { progress } = this.#context();
    const next = foldProgress(progress, event, this.#options.environment.host.now().getTime());
    if (next !== progress) this.#send({ type: "PROGRESS", progress: next });
    if (event.type === "step-started") this.#send({ type: "STEP", kind: event.step.kind });
    if (event.type === "check") this.#send({ type: "CHECK", check: event.check });
  }

  /** A step failed: the operator decides, and the run waits. */
  #ask(failure: ReturnType<typeof failureView>): Promise<Decision> {
    return new Promise((resolve) => {
      this.#decided = resolve;
      this.#send({ type: "STUCK", failure });
    });
  }
}
