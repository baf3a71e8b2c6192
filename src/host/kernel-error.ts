import { constants } from "node:os";
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

/** What a program says of the same codes (strerror(3), in the C locale). */
const programsWords: Readonly<Record<string, string>> = {
  "Disk quota exceeded": "EDQUOT",
  "Input/output error": "EIO",
  "No space left on device": "ENOSPC",
  "Operation not permitted": "EPERM",
  "Permission denied": "EACCES",
  "Read-only file system": "EROFS",
};

/** The kernel's code (`ENOENT`) of a thrown error; undefined where there is none. */
export function kernelCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return unnamedCode(error) ?? error.code;
}

/** Node has no name for some of the codes, EDQUOT among them: it says `Unknown system error -122`. */
function unnamedCode(error: object & { readonly code?: unknown }): string | undefined {
  if (!("errno" in error) || !/^Unknown system error/.test(String(error.code))) return undefined;
  return Object.entries(constants.errno).find(([, number]) => number === -Number(error.errno))?.[0];
}

/** The code behind what a program said; undefined where it said something else. */
export function codeSaid(text: string): string | undefined {
  return Object.entries(programsWords).find(([words]) => text.includes(words))?.[1];
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
    error.message.replaceAll(/Unknown system error -\d+/g, code),
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
export function kernelError(
  code: string,
  message = `${code}: ${meanings[code] ?? "failed"}`,
): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
