import { printable } from "../../core/printable.ts";

/** Text that is only ever appended to: nothing on it is coloured, moved or taken back. */
export class Page {
  readonly #output: NodeJS.WritableStream;
  /** Something stands on the last line already. */
  #open = false;
  #line = 0;

  constructor(output: NodeJS.WritableStream) {
    this.#output = output;
  }

  /** Lines of their own; an empty one parts them from what stands above, if anything does. */
  say(...lines: readonly string[]): void {
    for (const line of lines) {
      if (line === "" && this.#line === 0) continue;
      this.begin(line);
      this.end();
    }
  }

  /** Begins a line and leaves it open. @returns what `isOpen` knows it by */
  begin(text: string): number {
    this.#output.write(`${this.#open ? "\n" : ""}${plainText(text)}`);
    this.#open = true;
    this.#line += 1;
    return this.#line;
  }

  /** Nothing was written below that line yet, so that it can be gone on with. */
  isOpen(line: number | undefined): boolean {
    return this.#open && line === this.#line;
  }

  /** Goes on with the open line. */
  add(text: string): void {
    this.#output.write(plainText(text));
  }

  /** Ends the open line. */
  end(): void {
    this.#output.write("\n");
    this.#open = false;
  }

  /** Leaves a whole line behind. */
  close(): void {
    if (this.#open) this.end();
  }

  /** The operator ended the line: the terminal showed what was typed. */
  answered(): void {
    this.#open = false;
  }
}

/** Signs that not every terminal has or every voice says, as words; nothing that moves a cursor or turns the direction of reading. */
function plainText(text: string): string {
  return printable(text)
    .replaceAll("\t", "")
    .replaceAll(" · ", ", ")
    .replaceAll("…", "...")
    .replace(/[“”]/g, '"');
}
