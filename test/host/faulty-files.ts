import type { FileHandle, open as openFile } from "node:fs/promises";
import { constants } from "node:os";

type Files = typeof import("node:fs/promises");

/** What happens instead of one call: an error with this code, or a write(2) that takes only a part. */
export type Fault = { readonly code: string } | { readonly short: true };

/** The kernel's answers as `node:fs/promises` hands them on, one of which can be a fault. */
class Kernel {
  /** Names of the calls since `watch`. */
  calls: string[] = [];
  #at = Number.POSITIVE_INFINITY;
  #fault: Fault = { code: "EIO" };

  /** Counts anew; the call with this number (from 0) meets the fault. */
  watch(at = Number.POSITIVE_INFINITY, fault: Fault = { code: "EIO" }): void {
    this.calls = [];
    this.#at = at;
    this.#fault = fault;
  }

  /** @returns the fault of this call, if it is its turn */
  enter(call: string): Fault | undefined {
    this.calls.push(call);
    return this.calls.length - 1 === this.#at ? this.#fault : undefined;
  }
}

export const kernel = new Kernel();

/** As Node makes it: a code for which it has no name is told by its number. */
function errorOf(code: string, call: string): NodeJS.ErrnoException {
  const numbers: Readonly<Record<string, number>> = constants.errno;
  const errno = -(numbers[code] ?? 0);
  const named = code === "EDQUOT" ? `Unknown system error ${errno}` : code;
  return Object.assign(new Error(`${named}: injected, ${call}`), { code: named, errno, syscall: call });
}

const paths = [
  "access",
  "chmod",
  "lstat",
  "mkdir",
  "readlink",
  "realpath",
  "rename",
  "rmdir",
  "stat",
  "symlink",
  "unlink",
] as const;
const handles = ["chmod", "chown", "close", "read", "stat", "sync", "truncate", "write"] as const;

/** The same functions; each asks `kernel` first. */
export function faultyFiles(real: Files): Files {
  const wrapped: Record<string, unknown> = { ...real };
  for (const name of paths)
    wrapped[name] = guarded(name, real[name] as (...args: unknown[]) => Promise<unknown>);
  const open: typeof openFile = async (...args) => watched(await guarded("open", real.open)(...args));
  return { ...wrapped, open } as Files;
}

function guarded<A extends unknown[], R>(call: string, act: (...args: A) => Promise<R>) {
  return async (...args: A): Promise<R> => {
    const fault = kernel.enter(call);
    if (fault !== undefined && "code" in fault) throw errorOf(fault.code, call);
    return await act(...args);
  };
}

function watched(handle: FileHandle): FileHandle {
  return new Proxy(handle, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== "function") return value;
      const act = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
      if (name === "write") return writing(target);
      if (name === "close") return closing(target);
      return (handles as readonly unknown[]).includes(name) ? guarded(String(name), act) : act;
    },
  });
}

/** A descriptor is gone even if close(2) fails. */
function closing(handle: FileHandle) {
  return async () => {
    const fault = kernel.enter("close");
    await handle.close();
    if (fault !== undefined && "code" in fault) throw errorOf(fault.code, "close");
  };
}

/** A disk that fills up takes a part first. */
function writing(handle: FileHandle) {
  return async (bytes: Uint8Array, offset = 0) => {
    const fault = kernel.enter("write");
    if (fault === undefined) return await handle.write(bytes, offset);
    const part = await handle.write(bytes, offset, Math.floor((bytes.length - offset) / 2));
    if ("code" in fault) throw errorOf(fault.code, "write");
    return part;
  };
}
