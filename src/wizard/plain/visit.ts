import type { SnapshotFrom } from "xstate";
import type { Echo } from "../../host/terminal-echo.ts";
import type { WizardContext } from "../context.ts";
import type { OperatorEvent } from "../events.ts";
import type { wizardMachine } from "../machine.ts";
import type { WizardActor } from "../run-wizard.ts";
import { isWorking } from "./is-working.ts";
import type { Page } from "./page.ts";
import { type ProgressTelling, tellAgainAfter } from "./progress-telling.ts";
import type { Pulse } from "./pulse.ts";
import type { TypedLines } from "./typed-lines.ts";

type Value = SnapshotFrom<typeof wizardMachine>["value"];
export type WalkState = Value["walk"];
export type OverlayState = Value["overlay"];

/** What the whole run shares. */
export interface Face {
  readonly actor: WizardActor;
  readonly page: Page;
  readonly lines: TypedLines;
  readonly pulse: Pulse;
  readonly telling: ProgressTelling;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly echo: Echo;
}

/** The machine is in another state now: whoever asked here stops asking. */
export class Moved extends Error {
  override readonly name = "Moved";
}

/** What Ctrl-C does, and the end of the input. */
export function leavingEvent(overlay: OverlayState): OperatorEvent {
  if (overlay === "leave") return { type: "LEAVE" };
  return overlay === "stop" ? { type: "STOP" } : { type: "QUIT" };
}

/** One state of the machine while it is told and asked; every method throws `Moved` once the machine has left it. */
export class Visit {
  readonly walk: WalkState;
  /** The state of the walk before this one. */
  readonly from: WalkState | undefined;
  /** It was here a moment ago, and only something came in between, such as the help. */
  readonly again: boolean;
  readonly #face: Face;
  readonly #overlay: OverlayState;

  constructor(face: Face, from: WalkState | undefined, again: boolean) {
    const { walk, overlay } = face.actor.getSnapshot().value;
    this.#face = face;
    this.walk = walk;
    this.#overlay = overlay;
    this.from = from;
    this.again = again;
  }

  get context(): WizardContext {
    return this.#face.actor.getSnapshot().context;
  }

  say(...lines: readonly string[]): void {
    this.#face.page.say(...lines);
  }

  /** What is new in the progress and among the checks. */
  tellProgress(): void {
    const { telling, page, now } = this.#face;
    telling.tell(this.context, page, now());
  }

  send(event: OperatorEvent): void {
    this.#face.actor.send(event);
    this.#stay();
  }

  /** Drops what was typed ahead: a question of this weight is answered by whoever has read it. */
  forgetTyped(): void {
    this.#face.lines.forget();
  }

  /** Asks, and waits for a line. The end of the input leaves as Ctrl-C does. */
  async ask(prompt: string): Promise<string> {
    return (await this.#askWhole(prompt)).trim();
  }

  /** Asks for a secret: nothing of it is shown, and nothing typed before the question is taken for it. */
  async askHidden(prompt: string): Promise<string> {
    const { page, lines, echo } = this.#face;
    lines.forget();
    echo(false);
    try {
      return await this.#askWhole(prompt);
    } finally {
      echo(true);
      // The terminal kept the line end to itself, too.
      page.end();
    }
  }

  async #askWhole(prompt: string): Promise<string> {
    const { page, lines, pulse } = this.#face;
    page.begin(prompt);
    // What was typed ahead was shown, with its line end, before the prompt was.
    if (lines.peek() !== undefined) page.end();
    for (let left = false; ; ) {
      this.#stay();
      const line = lines.takeWhole();
      if (line !== undefined) {
        page.answered();
        return line;
      }
      if (lines.ended && !left) {
        left = true;
        this.send(leavingEvent(this.#overlay));
      }
      await pulse.next();
    }
  }

  /** A line that came although nothing was asked; the end of the input counts as `q`. */
  takeUnasked(): string | undefined {
    const { lines, page } = this.#face;
    if (lines.ended) return "q";
    const line = lines.take();
    if (line !== undefined) page.answered();
    return line;
  }

  /** Until something happens, or the running step is to be told of again. */
  async rest(): Promise<void> {
    const { pulse, telling, now } = this.#face;
    this.#stay();
    await pulse.next(telling.nextIn(this.context, now()));
  }

  /**
   * Waits until the context is so; says that it waits, and says it again every ten seconds. A typed line ends it too
   * and stays to be read; `patient`: an empty one does not, and is dropped.
   * @returns whether it is so
   */
  async wait(until: (context: WizardContext) => boolean, what: string, patient = false): Promise<boolean> {
    const { lines, pulse, now } = this.#face;
    const started = now();
    for (let told = 0; !until(this.context); ) {
      while (patient && lines.peek() === "") lines.take();
      if (lines.peek() !== undefined || lines.ended) return false;
      const elapsed = now() - started;
      if (told === 0) this.say(`checking: ${what}.`);
      else if (elapsed >= told * tellAgainAfter)
        this.say(`checking: ${what}, ${Math.floor(elapsed / 1000)} s.`);
      told = Math.floor(elapsed / tellAgainAfter) + 1;
      await pulse.next(told * tellAgainAfter - elapsed);
      this.#stay();
    }
    return true;
  }

  /** Waits for the machine to go on by itself. */
  async stayUntilMoved(): Promise<never> {
    for (;;) {
      this.#stay();
      await this.#face.pulse.next();
    }
  }

  #stay(): void {
    const { walk, overlay } = this.#face.actor.getSnapshot().value;
    if (overlay !== this.#overlay) throw new Moved();
    // Behind a dialog the work goes on; it is over for the dialog only when the work is.
    const here = overlay === "none" ? walk === this.walk : isWorking(walk) === isWorking(this.walk);
    if (!here) throw new Moved();
  }
}
