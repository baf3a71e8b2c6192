import type { CertificateSource } from "../../../certificates/source.ts";
import type { Spared, StepRecord, UndoReason } from "../../../core/journal.ts";
import type { Host } from "../../../host/host.ts";
import type { Waited } from "../../../packages/apt.ts";
import type { ServiceManager } from "../../../services/service.ts";
import type { Resumed } from "./resumed.ts";

export interface UndoContext {
  readonly host: Host;
  readonly services: ServiceManager;
  readonly onLine: (line: string) => void;
  readonly why: UndoReason;
  readonly sources: readonly CertificateSource[];
  /** Aborted: what another program keeps waiting is left, and told. All else goes on to the end. */
  readonly signal?: AbortSignal;
  /** One for the whole undo. */
  readonly waited?: Waited;
}

/** What the undo of one step knows of the run it belongs to. */
export interface StepContext extends UndoContext {
  /** Folders whose content stays on purpose, and with it the packages that it belongs to. */
  readonly spared: readonly string[];
  /** An undo was here before, left something and told it. */
  readonly again: boolean;
  readonly resumed: Resumed;
}

/**
 * Takes one step back, whether it was done, cut off in the middle or already taken back.
 * `after` is what the step left, undefined when it was cut off.
 * @returns undefined, or why something was left as it is, in one sentence, be it on purpose
 */
export type UndoRecord<R extends StepRecord> = (
  record: R,
  after: R | undefined,
  context: StepContext,
) => Promise<string | Spared | undefined>;
