import type { Check } from "../../verify/check.ts";
import type { ProgressStep, WizardContext } from "../context.ts";
import type { Page } from "./page.ts";
import { checkLines, count, finding } from "./words.ts";

/** Milliseconds after which something that still lasts is told of again. */
export const tellAgainAfter = 10_000;

/** Tells a run line by line, each thing once: `[3/11] Install nginx 1.22.1 ... ok, 21 s`. */
export class ProgressTelling {
  readonly #states: ProgressStep["state"][] = [];
  readonly #checks = new Map<string, Check>();
  /** The line of the running step. */
  #line: number | undefined;
  /** How often the running step was told of. */
  #times = 0;
  #undoing = 0;

  /** @param now milliseconds since the epoch */
  tell({ progress, checks }: WizardContext, page: Page, now: number): void {
    const { steps, undoing = 0 } = progress;
    steps.forEach((step, index) => {
      // What was seen comes before what it came to.
      if (step.kind === "Verify" && step.state !== "running") this.#tellChecks(checks, page);
      if (!isUndone(step)) this.#tellStep(step, index, steps.length, page, now);
    });
    this.#tellChecks(checks, page);
    if (undoing !== this.#undoing) page.say(`Taking back ${count(undoing, "step")}.`);
    this.#undoing = undoing;
    // The last step is taken back first.
    for (const [index, step] of [...steps.entries()].reverse()) {
      if (isUndone(step)) this.#tellUndone(step, index, page);
    }
  }

  /** Milliseconds until the running step is to be told of again. */
  nextIn({ progress: { steps } }: WizardContext, now: number): number | undefined {
    const running = steps.find(({ state }) => state === "running");
    if (running?.startedAt === undefined) return undefined;
    return running.startedAt + this.#times * tellAgainAfter - now;
  }

  #tellChecks(checks: readonly Check[], page: Page): void {
    for (const check of checks) {
      if (this.#checks.get(check.id) !== check) page.say(...checkLines(check));
      this.#checks.set(check.id, check);
    }
  }

  #tellStep(step: ProgressStep, index: number, total: number, page: Page, now: number): void {
    const before = this.#states[index];
    const { title, deed = title, state, startedAt = now } = step;
    const elapsed = now - startedAt;
    const head = `[${index + 1}/${total}] ${deed} ...`;
    this.#states[index] = state;
    if (state === "running" && before !== "running") {
      this.#line = page.begin(head);
      this.#times = 1;
    } else if (state === "running" && elapsed >= this.#times * tellAgainAfter) {
      this.#goOn(head, ` ${Math.floor(elapsed / 1000)} s ...`, page);
      this.#times = Math.floor(elapsed / tellAgainAfter) + 1;
    } else if (state !== before && (state === "done" || hasFailed(step))) {
      this.#goOn(head, ` ${result(step)}`, page);
      page.end();
    }
  }

  /** On the step's own line, or on a new one where something else was said meanwhile. */
  #goOn(head: string, text: string, page: Page): void {
    if (page.isOpen(this.#line)) page.add(text);
    else this.#line = page.begin(`${head}${text}`);
  }

  #tellUndone({ title, state }: ProgressStep, index: number, page: Page): void {
    if (this.#states[index] === state) return;
    this.#states[index] = state;
    page.say(
      state === "kept" ? finding("warning", "kept as it is", title) : finding("ok", "taken back", title),
    );
  }
}

function isUndone({ state }: ProgressStep): boolean {
  return state === "taken-back" || state === "kept";
}

/** A step that a stop kept from beginning did not fail. */
function hasFailed({ state, startedAt }: ProgressStep): boolean {
  return state === "failed" && startedAt !== undefined;
}

function result({ state, milliseconds = 0 }: ProgressStep): string {
  return state === "failed" ? "failed" : `ok, ${Math.round(milliseconds / 1000)} s`;
}
