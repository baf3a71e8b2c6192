import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** Longest name that still leaves room for the dot and the ending in the 255 bytes of a file name (limits.h). */
const longestName = 200;

/**
 * How the name of a temporary file beside `path` begins: `.NAME.wss-setup-`. A crash may leave such a file; whatever in
 * the same folder has this beginning was never seen by anybody and may be removed.
 */
export function temporaryFilePrefix(path: string): string {
  return `.${basename(path).slice(0, longestName)}.wss-setup-`;
}

/** A new, unguessable path in the same folder, so that a rename stays within one file system. */
export function temporaryFile(path: string): string {
  return join(dirname(path), `${temporaryFilePrefix(path)}${randomBytes(6).toString("hex")}`);
}
