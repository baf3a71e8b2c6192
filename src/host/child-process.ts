import { type ChildProcess as NodeChild, spawn } from "node:child_process";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { cleanEnvironment } from "./clean-environment.ts";

/** Milliseconds that a child has to end after its stdin has. */
const patience = 2_000;

/**
 * A program that runs beside us and ends with us, however we end: it watches its stdin, whose other end the kernel
 * closes when we are gone. It has a session of its own, so that Ctrl-C reaches us alone.
 */
export class ChildProcess {
  readonly #child: NodeChild;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<void>;
  #running = true;

  private constructor(child: NodeChild) {
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error("a child without pipes");
    this.#child = child;
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    this.#ended = new Promise((resolve) => {
      const end = () => {
        this.#running = false;
        resolve();
      };
      child.once("exit", end).once("error", end);
    });
    // Writing is never tried; the error of a pipe whose reader is gone would end us.
    stdin.on("error", () => undefined);
  }

  /** @param log absolute path of a file to which the child's stderr is added (0600 when it is new) */
  static async start([program = "", ...args]: readonly string[], log: string): Promise<ChildProcess> {
    const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
    const stderr = await open(log, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
    try {
      const child = spawn(program, args, {
        cwd: "/",
        env: cleanEnvironment(process.env),
        stdio: ["pipe", "pipe", stderr.fd],
        detached: true,
      });
      return new ChildProcess(child);
    } finally {
      await stderr.close();
    }
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#running;
  }

  /** The next line it says on stdout; undefined when it has ended. */
  async nextLine(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    return done === true ? undefined : value;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Returns when it has ended, by KILL when it takes too long. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), patience);
    await this.#ended;
    clearTimeout(timer);
  }
}
