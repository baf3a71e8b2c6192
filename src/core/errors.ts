/** Who can do something about an error: the operator, nobody here (something outside failed), or us. */
export type ErrorKind = "operator" | "outside" | "bug";

/** Exit codes of the contract; scripts depend on them. */
export const exitCode = {
  done: 0,
  failedAndRolledBack: 1,
  pendingOrUnhealthy: 2,
  rollbackIncomplete: 3,
  editedByOthers: 4,
  invalidInput: 64,
  locked: 75,
  needsRoot: 77,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export interface FailureDetails {
  readonly kind: ErrorKind;
  readonly exitCode: ExitCode;
  /** The one command or act that helps, if there is one. */
  readonly next?: string;
  /** What the thing outside said, word for word (already free of secrets). */
  readonly said?: string;
  /** The error that it came from, whose trace the log tells. */
  readonly cause?: unknown;
}

/** An error that is told to the operator in one clear line; never shown with a stack trace. */
export class Failure extends Error {
  readonly kind: ErrorKind;
  readonly exitCode: ExitCode;
  readonly next: string | undefined;
  readonly said: string | undefined;
  /** The file that tells of it at greater length, once it is written down there. */
  log: string | undefined;

  constructor(message: string, details: FailureDetails) {
    super(message, { cause: details.cause });
    this.name = "Failure";
    this.kind = details.kind;
    this.exitCode = details.exitCode;
    this.next = details.next;
    this.said = details.said;
  }
}

/** The operator gave something that cannot be used; nothing was touched. */
export function invalidInput(message: string, next?: string): Failure {
  return new Failure(message, {
    kind: "operator",
    exitCode: exitCode.invalidInput,
    ...(next === undefined ? {} : { next }),
  });
}

/** A program or a machine outside of ours failed; `said` is its own word. */
export function outside(message: string, said: string, next?: string): Failure {
  return new Failure(message, {
    kind: "outside",
    exitCode: exitCode.failedAndRolledBack,
    said,
    ...(next === undefined ? {} : { next }),
  });
}
