import { exitCode, Failure } from "./core/errors.ts";
import { kernelCode, kernelFailure } from "./host/kernel-error.ts";

/** What the machine refuses whoever asks (errno(3)); any other code of the kernel or of Node is an answer that we did not expect. */
const refusals: readonly (string | undefined)[] = [
  "EACCES",
  "EAGAIN",
  "EDQUOT",
  "EIO",
  "EMFILE",
  "ENFILE",
  "ENOMEM",
  "ENOSPC",
  "EPERM",
  "EROFS",
];

/** Any error as one of the three kinds; what nobody has told of by now is outside of us, or a mistake of ours. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const told = refusals.includes(kernelCode(error)) ? kernelFailure(placeOf(error), "used", error) : error;
  return told instanceof Failure ? told : mistake(error);
}

/** Node names the path, or else the call, that failed. */
function placeOf(error: unknown): string {
  const { path, syscall } = error as NodeJS.ErrnoException;
  return path ?? `the system (${syscall})`;
}

function mistake(error: unknown): Failure {
  return new Failure(error instanceof Error ? error.message : String(error), {
    kind: "bug",
    exitCode: exitCode.failedAndRolledBack,
    cause: error,
  });
}
