import type { WizardActor } from "../run-wizard.ts";

export interface PlainOptions {
  readonly actor: WizardActor;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Shows the machine line by line until it has ended. */
export async function runPlain({ actor }: PlainOptions): Promise<void> {
  actor.send({ type: "LEAVE" });
}
