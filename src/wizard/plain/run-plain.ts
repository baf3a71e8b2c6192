import { type Echo, terminalEcho } from "../../host/terminal-echo.ts";
import type { WizardActor } from "../run-wizard.ts";
import { type Interrupts, processInterrupts } from "./interrupts.ts";
import { overlays } from "./overlays.ts";
import { Page } from "./page.ts";
import { ProgressTelling } from "./progress-telling.ts";
import { Pulse } from "./pulse.ts";
import { states } from "./states.ts";
import { TypedLines } from "./typed-lines.ts";
import { type Face, leavingEvent, Moved, Visit, type WalkState } from "./visit.ts";

export interface PlainOptions {
  /** Started, and driven by a runner outside. */
  readonly actor: WizardActor;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Ctrl-C; that of this process when not said. */
  readonly interrupts?: Interrupts;
  /** Turns off what the terminal shows while a secret is typed; stty's when not said. */
  readonly echo?: Echo;
}

/**
 * The wizard for screen readers and terminals that can draw nothing: lines are told and asked for, one below the
 * other. It reads snapshots and sends what the operator answers, as the drawn screens do. Resolves when the walk has ended.
 */
export async function runPlain(options: PlainOptions): Promise<void> {
  const {
    actor,
    input,
    output,
    now = Date.now,
    interrupts = processInterrupts,
    echo = terminalEcho,
  } = options;
  const pulse = new Pulse();
  const beat = () => pulse.beat();
  const page = new Page(output);
  const lines = new TypedLines(input, beat);
  const subscription = actor.subscribe(beat);
  const release = interrupts(() => actor.send(leavingEvent(actor.getSnapshot().value.overlay)));
  try {
    await walk({ actor, page, lines, pulse, now, echo, telling: new ProgressTelling() });
  } finally {
    release();
    subscription.unsubscribe();
    lines.close();
  }
}

async function walk(face: Face): Promise<void> {
  let here: WalkState | undefined;
  for (let from: WalkState | undefined; ; ) {
    const { walk, overlay } = face.actor.getSnapshot().value;
    if (walk === "left" || walk === "elevated") return face.page.close();
    const again = walk === here;
    if (!again) [from, here] = [here, walk];
    const visit = new Visit(face, from, again);
    try {
      await (overlay === "none" ? states[walk] : overlays[overlay])(visit);
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
    }
  }
}
