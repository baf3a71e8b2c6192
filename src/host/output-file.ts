import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OutputCollector } from "./output-collector.ts";

/** Milliseconds between two looks at what was written. */
const glance = 50;

/**
 * One stream of a program, through a file that has lost its name at once. A pipe ends with us, and the next write then
 * ends the program (signal(7), SIGPIPE); a file stays for as long as the program has it open, and is gone after it.
 */
export class OutputFile {
  /** What the program writes to. */
  readonly descriptor: number;
  readonly #collector: OutputCollector;
  readonly #timer: NodeJS.Timeout;
  readonly #buffer = Buffer.alloc(64 * 1024);
  #position = 0;

  constructor(collector: OutputCollector) {
    const path = join(tmpdir(), `wss-setup-output-${randomUUID()}`);
    this.#collector = collector;
    this.descriptor = openSync(path, "ax+", 0o600);
    unlinkSync(path);
    this.#timer = setInterval(() => this.#read(), glance);
  }

  /** Reads what is left; to be called when the program has ended. */
  close(): void {
    clearInterval(this.#timer);
    this.#read();
    closeSync(this.descriptor);
  }

  /** At a place of our own: the descriptor's is the program's too. */
  #read(): void {
    for (;;) {
      const count = readSync(this.descriptor, this.#buffer, 0, this.#buffer.length, this.#position);
      if (count === 0) return;
      this.#position += count;
      this.#collector.add(this.#buffer.subarray(0, count));
    }
  }
}
