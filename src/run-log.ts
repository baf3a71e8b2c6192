import { asFailure } from "./as-failure.ts";
import { progressLines } from "./cli/progress.ts";
import { wholeLines } from "./cli/terminal.ts";
import { exitCode, type Failure } from "./core/errors.ts";
import { paths } from "./core/paths.ts";
import type { Host } from "./host/host.ts";
import type { ApplyEvent } from "./interpreters/apply/events.ts";
import { version } from "./version.ts";

type OnEvent = (event: ApplyEvent) => void;

/** Bytes beyond which the log loses its older half. */
const most = 1_048_576;

/**
 * Runs `work` and writes down what it tells and how it ended. A log that cannot be written is told of, and stops nothing.
 * @param what the verb, which stands at both ends of its part of the log
 * @throws what `work` throws, as one of the three kinds, which names the log if it is written there
 */
export async function logged<T>(
  host: Host,
  what: string,
  onEvent: OnEvent,
  work: (onEvent: OnEvent) => Promise<T>,
): Promise<T> {
  const log = new RunLog(host, what, (line) => onEvent({ type: "line", line }));
  try {
    const result = await work((event) => {
      log.event(event);
      onEvent(event);
    });
    log.ended();
    return result;
  } catch (error) {
    const failure = asFailure(error);
    log.failed(failure);
    if (await log.isWritten()) failure.log = paths.log;
    throw failure;
  } finally {
    await log.isWritten();
  }
}

/** One line an event, with its time and our process id. It begins with the first event, so that a run that does nothing writes nothing. */
class RunLog {
  readonly #host: Host;
  readonly #what: string;
  readonly #onLine: (line: string) => void;
  readonly #tell = progressLines(wholeLines((text) => this.#add(text)));
  /** Not on the disk yet. What comes while something is written goes in one piece after it. */
  #waiting = "";
  #writing: Promise<void> | undefined;
  #begun = false;
  #broken = false;

  constructor(host: Host, what: string, onLine: (line: string) => void) {
    this.#host = host;
    this.#what = what;
    this.#onLine = onLine;
  }

  event(event: ApplyEvent): void {
    this.#begin();
    this.#tell(event);
  }

  ended(): void {
    if (this.#begun) this.#add(`${this.#what} is done`);
  }

  failed({ kind, message, said, next, cause, exitCode: code }: Failure): void {
    // The log is the other run's, as the box is.
    if (code === exitCode.locked) return;
    this.#begin();
    this.#add(`${this.#what} failed with exit code ${code}, ${kindWords[kind]}: ${message}`);
    if (said !== undefined) this.#add(`it said: ${said}`);
    if (next !== undefined) this.#add(`do this: ${next}`);
    if (kind === "bug" && cause instanceof Error) this.#add(cause.stack ?? "");
  }

  /** Waits until all that was told is on the disk. @returns whether it is */
  async isWritten(): Promise<boolean> {
    await this.#writing;
    return this.#begun && !this.#broken;
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#add(`${this.#what} begins, wss-setup ${version}`);
  }

  #add(text: string): void {
    if (this.#broken) return;
    const start = `${this.#host.now().toISOString()} [${process.pid}]`;
    // What a program said may hold what a terminal would obey.
    const lines = text.split("\n").map((line) => `${start} ${line.replaceAll(/\p{Cc}/gu, "")}\n`);
    this.#waiting += lines.join("");
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    try {
      await halve(this.#host);
      while (this.#waiting !== "") {
        const text = this.#waiting;
        this.#waiting = "";
        await this.#host.appendFile(paths.log, text, 0o600);
      }
    } catch (error) {
      this.#broken = true;
      this.#onLine(`The log is not written: ${asFailure(error).message}`);
    } finally {
      this.#writing = undefined;
    }
  }
}

const kindWords: Readonly<Record<Failure["kind"], string>> = {
  operator: "the operator can fix this",
  outside: "outside wss-setup",
  bug: "our mistake",
};

/** Keeps the log bounded, whoever never looks at it: of one that has grown too long the newer half stays, in whole lines. */
async function halve(host: Host): Promise<void> {
  const stat = await host.stat(paths.log);
  if (stat?.kind !== "file" || stat.size <= most) return;
  const text = (await host.readFile(paths.log))?.toString("utf8") ?? "";
  const middle = text.indexOf("\n", text.length - most / 2);
  await host.writeFile(paths.log, text.slice(middle + 1), stat);
}
