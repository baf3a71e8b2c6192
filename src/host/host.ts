import type { Duplex } from "node:stream";
import type { CaaRecord } from "../core/facts.ts";

/** lstat(2) of a path: links are seen, not followed. */
export interface FileStat {
  readonly kind: "file" | "directory" | "symlink" | "other";
  /** Permission bits only (`mode & 0o7777`). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Where a symbolic link points, as written in it. */
  readonly target?: string;
}

export interface Ownership {
  readonly mode: number;
  /** When not said: the user we run as, which is root on a box that is set up. */
  readonly uid?: number;
  readonly gid?: number;
  /** What is replaced has no ACL and no extended attributes that matter, and no program is asked for them. */
  readonly bare?: true;
}

/** A file and what is in it. */
export interface SeenFile {
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /**
   * Its ACL and its extended attributes go with its bytes, in place of those of the file that is replaced. A symbolic link
   * is replaced as well: who asks for this has seen what is there.
   */
  readonly whole?: true;
}

export interface RunOptions {
  readonly input?: string;
  /** Added to a small clean environment (PATH, LC_ALL=C.UTF-8, HOME and the proxy variables). */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; the process gets TERM, then KILL. None: it may run for ever. */
  readonly timeout?: number;
  /** Each line of stdout and stderr, as it comes. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Its output goes through a file, not a pipe: it ends in peace even if we are killed meanwhile. */
  readonly outlivesUs?: boolean;
}

export interface RunResult {
  /** Exit code; 127 when there is no such program; 128 + signal when it was killed, never 0 after a timeout or an abort. */
  readonly code: number;
  /** Up to 10 MiB of each stream; when more was dropped, the end of stderr says so. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface DialTarget {
  readonly address: string;
  readonly port: number;
  /** Milliseconds until the attempt is given up. */
  readonly timeout: number;
}

/** The only way to the machine. Each adapter is one file beside this one. */
export interface Host {
  /** Follows symbolic links. Undefined when nothing is there. @throws Failure when it cannot be read */
  readFile(path: string): Promise<Buffer | undefined>;
  /** SHA-256 of the same bytes, lower-case hex, however large the file is. @throws Failure when it cannot be read */
  digest(path: string): Promise<string | undefined>;
  stat(path: string): Promise<FileStat | undefined>;
  /** Names in a folder, sorted; empty when it is missing. */
  list(path: string): Promise<readonly string[]>;
  /**
   * Atomic and durable: readers see the old bytes or the new ones, also after a power cut. 0600 until the content is in.
   * The ACL and the extended attributes of the file that is replaced stay; the ACL as far as the new mode lets it (acl(5)).
   * @throws Failure for a symbolic link at `path` (never followed), and for a folder in which others could swap the file
   */
  writeFile(path: string, content: string | Uint8Array, ownership: Ownership): Promise<void>;
  /**
   * As `writeFile`, with the bytes of another file (links followed), however large it is.
   * @throws Failure also when these are not the bytes that were seen; then nothing has changed
   */
  copyFile(from: SeenFile, path: string, ownership: Ownership): Promise<void>;
  /** Adds to the end and returns only when it is on the disk; creates the file with `mode`. */
  appendFile(path: string, content: string, mode: number): Promise<void>;
  /** Creates one folder; an error when its parent is missing; leaves one that is there as it is. */
  makeDirectory(path: string, ownership: Ownership): Promise<void>;
  /** Gives a folder that is there its mode and its owner; all else of it stays. @throws Failure for anything but a folder */
  dressDirectory(path: string, ownership: Ownership): Promise<void>;
  /** Replaces whatever link or file is there, atomically. */
  symlink(target: string, path: string): Promise<void>;
  /** A file, a link or an empty folder; nothing there is fine. */
  remove(path: string): Promise<void>;
  /** Never throws for a program's failure: look at `code`. No shell; a session of its own, so Ctrl-C does not reach it. */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /**
   * Starts a program that runs beside us and lives on when we are killed: it sees that by the end of its stdin, which
   * the kernel brings about. Returns when it has said its first line. @throws Failure when it ends before that
   */
  accompany(argv: readonly string[]): Promise<Companion>;
  /** Opens a TCP connection. @throws NodeJS.ErrnoException as net.connect gives it, or ETIMEDOUT */
  dial(target: DialTarget): Promise<Duplex>;
  /** Addresses of a name. Empty when it has none of that family. @throws when the resolver fails otherwise */
  resolve(name: string, family: 4 | 6): Promise<readonly string[]>;
  /**
   * CAA records of the nearest name, this one or above it, that has some (RFC 8659 section 3); empty: everybody may issue.
   * @throws when the resolver fails, which an authority takes for a refusal
   */
  resolveCaa(name: string): Promise<readonly CaaRecord[]>;
  now(): Date;
  /** Takes a lock that the kernel drops when this process ends, however it ends; undefined when another holds it. */
  lock(path: string): Promise<Lock | undefined>;
}

/** A program beside us, in a session of its own. */
export interface Companion {
  /** Writes a line to its stdin. On return it will be read, even if we are killed right then. @throws Failure when it has ended */
  tell(line: string): Promise<void>;
  /** Closes its stdin, and returns when it has ended, or ten seconds later. */
  end(): Promise<void>;
}

export interface Lock {
  release(): Promise<void>;
}
