import type { Secrets } from "../../certificates/source.ts";
import type { Facts } from "../../core/facts.ts";
import type { StepRecord } from "../../core/journal.ts";
import type { StepKind, StepOf } from "../../core/step.ts";
import type { Environment } from "../../environment.ts";
import type { ApplyEvent } from "./events.ts";
import type { FirewallGuard } from "./firewall-guard.ts";

export interface EffectContext extends Environment {
  /** As they were when the run began. */
  readonly facts: Facts;
  /** What a program says while it runs, line by line. */
  readonly onLine: (line: string) => void;
  readonly onEvent: (event: ApplyEvent) => void;
  readonly signal: AbortSignal;
  readonly guard: FirewallGuard;
  readonly secrets?: Secrets;
  /** A name for a kept copy that no other step of any run uses. */
  readonly backupName: (index: number) => string;
}

/** A step made ready: `record` goes to the journal, then `act` touches the box. */
export interface Prepared {
  readonly record: StepRecord;
  /** @returns what the step left, for the journal */
  act(): Promise<StepRecord>;
}

/** Something that is tried and leaves nothing, or only when it is cut off what `record` tells. */
export function nothingToUndo(
  attempt: () => Promise<void>,
  record: StepRecord = { kind: "nothing" },
): Prepared {
  return {
    record,
    act: async () => {
      await attempt();
      return record;
    },
  };
}

/** How one kind of step is carried out. */
export interface Effect<K extends StepKind> {
  /** Looks and keeps copies; changes nothing outside our own state folder. */
  prepare(step: StepOf<K>, context: EffectContext): Promise<Prepared>;
}
