import type { Duplex } from "node:stream";
import type { CaaRecord } from "../core/facts.ts";
import { linkAtomically } from "./atomic-link.ts";
import { copyAtomically, writeAtomically } from "./atomic-write.ts";
import { startCompanion } from "./companion-process.ts";
import { dialTcp } from "./dial.ts";
import { appendDurably } from "./durable-append.ts";
import type {
  Companion,
  DialTarget,
  FileStat,
  Host,
  Lock,
  Ownership,
  RunOptions,
  RunResult,
  SeenFile,
} from "./host.ts";
import { takeLock } from "./kernel-lock.ts";
import { dressFolder, makeFolder } from "./make-folder.ts";
import { digestFile, listFolder, readBytes, statPath } from "./read-path.ts";
import { removePath } from "./remove-path.ts";
import { resolveCaa } from "./resolve-caa.ts";
import { resolveName } from "./resolve-name.ts";
import { runCommand } from "./run-command.ts";

/** The machine this process runs on. */
export class RealHost implements Host {
  readFile(path: string): Promise<Buffer | undefined> {
    return readBytes(path);
  }

  digest(path: string): Promise<string | undefined> {
    return digestFile(path);
  }

  stat(path: string): Promise<FileStat | undefined> {
    return statPath(path);
  }

  list(path: string): Promise<readonly string[]> {
    return listFolder(path);
  }

  writeFile(path: string, content: string | Uint8Array, ownership: Ownership): Promise<void> {
    return writeAtomically(path, content, ownership);
  }

  copyFile(from: SeenFile, path: string, ownership: Ownership): Promise<void> {
    return copyAtomically(from, path, ownership);
  }

  appendFile(path: string, content: string, mode: number): Promise<void> {
    return appendDurably(path, content, mode);
  }

  makeDirectory(path: string, ownership: Ownership): Promise<void> {
    return makeFolder(path, ownership);
  }

  dressDirectory(path: string, ownership: Ownership): Promise<void> {
    return dressFolder(path, ownership);
  }

  symlink(target: string, path: string): Promise<void> {
    return linkAtomically(target, path);
  }

  remove(path: string): Promise<void> {
    return removePath(path);
  }

  run(argv: readonly string[], options?: RunOptions): Promise<RunResult> {
    return runCommand(argv, options);
  }

  accompany(argv: readonly string[]): Promise<Companion> {
    return startCompanion(argv);
  }

  dial(target: DialTarget): Promise<Duplex> {
    return dialTcp(target);
  }

  resolve(name: string, family: 4 | 6): Promise<readonly string[]> {
    return resolveName(name, family);
  }

  resolveCaa(name: string): Promise<readonly CaaRecord[]> {
    return resolveCaa(name);
  }

  now(): Date {
    return new Date();
  }

  lock(path: string): Promise<Lock | undefined> {
    return takeLock(path);
  }
}
