import { createInterface, type Interface } from "node:readline";

/** The lines that the operator types, in order, kept until somebody asks for them. */
export class TypedLines {
  readonly #interface: Interface;
  #waiting: string[] = [];
  #ended = false;

  /** @param onChange called when a line has come, and when there will be no more */
  constructor(input: NodeJS.ReadableStream, onChange: () => void) {
    // The terminal itself edits the line: nothing has to be drawn for that.
    this.#interface = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
    this.#interface.on("line", (line) => {
      this.#waiting.push(line);
      onChange();
    });
    this.#interface.on("close", () => {
      this.#ended = true;
      onChange();
    });
  }

  /** The next line stays where it is; undefined when none has come yet. */
  peek(): string | undefined {
    return this.#waiting[0]?.trim();
  }

  take(): string | undefined {
    return this.takeWhole()?.trim();
  }

  /** With the blanks at its ends: they may be part of a secret. */
  takeWhole(): string | undefined {
    return this.#waiting.shift();
  }

  /** Drops what was typed before a question was there: it cannot have been meant as its answer. */
  forget(): void {
    this.#waiting = [];
  }

  /** Ctrl-D, or a terminal that is gone, and everything before it was taken. */
  get ended(): boolean {
    return this.#ended && this.#waiting.length === 0;
  }

  close(): void {
    this.#interface.close();
  }
}
