import type { ExitCode } from "../core/errors.ts";
import type { Host } from "../host/host.ts";
import type { Terminal } from "./terminal.ts";

export interface VerbOption {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

export type FlagValues = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

export interface VerbContext {
  readonly host: Host;
  readonly terminal: Terminal;
  readonly values: FlagValues;
  /** Aborted by INT, TERM or HUP. */
  readonly signal: AbortSignal;
}

/** One command of the contract. Its code is loaded only when it runs. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, VerbOption>>;
  /** It looks at or changes the box as a whole. */
  readonly needsRoot: boolean;
  /** It changes nothing: a signal ends it at once. */
  readonly onlyLooks?: true;
  /** What INT, TERM or HUP bring about, in one sentence; as `apply` does when not said, nothing when empty. */
  readonly stopping?: string;
  /** What to do where it came to no end; not said where it leaves nothing on the box. */
  readonly cutOff?: string;
  load(): Promise<(context: VerbContext) => Promise<ExitCode>>;
}
