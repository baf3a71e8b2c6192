import { exitCode, Failure, outside } from "../core/errors.ts";

/** What the kernel's error codes mean to an operator (errno(3)). */
const meanings: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBUSY: "it is in use",
  EDQUOT: "the disk quota is used up",
  EEXIST: "something else is there already",
  EIO: "the disk reported an error",
  EISDIR: "a folder is there",
  ELOOP: "symbolic links lead in a circle",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "the folder above it is missing",
  ENOSPC: "the disk is full",
  ENOTDIR: "something above it is no folder",
  ENOTEMPTY: "the folder is not empty",
  EPERM: "the system does not allow it",
  EROFS: "the file system is read-only",
};

const remedies: Readonly<Record<string, string>> = {
  EACCES: "run it as root",
  EDQUOT: "raise the quota or free some space, then run it again",
  ENOSPC: "free some space, then run it again",
  EROFS: "look in `dmesg` for why it was mounted read-only",
};

/** The kernel's code (`ENOENT`) of a thrown error; undefined where there is none. */
export function kernelCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** For `.catch` of a look at a path: nothing there is an answer, not an error. */
export function ignoreMissing(error: unknown): undefined {
  const code = kernelCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw error;
}

/**
 * A thrown error as a line for the operator: `PATH could not be DONE: the disk is full`. What is a line already, or is
 * no error of the kernel, comes back as it is.
 * @param done past participle: "written", "read"
 */
export function kernelFailure(path: string, done: string, error: unknown): unknown {
  const code = kernelCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  return outside(
    `${path} could not be ${done}: ${meanings[code] ?? error.message}`,
    error.message,
    remedies[code],
  );
}

/** Refuses a path that is not what it should be; the operator has to look at it. */
export function refused(message: string, next: string): Failure {
  return new Failure(message, { kind: "operator", exitCode: exitCode.failedAndRolledBack, next });
}

/** What was to be copied is not there. */
export function missing(path: string): Failure {
  return outside(`${path} could not be copied: it is not there`, `no file ${path}`);
}

/** It is not the file any more that was looked at. */
export function changed(path: string): Failure {
  return outside(`${path} has changed since it was looked at`, "its bytes are other ones", "run it again");
}

/** An error as the kernel gives it; adapters without a kernel behind them throw the same. */
export function kernelError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${meanings[code] ?? "failed"}`), { code });
}
