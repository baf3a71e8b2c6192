import { StringDecoder } from "node:string_decoder";

/** Characters of one stream that are kept; what comes after them is dropped, and `dropped` says so. */
const most = 10 * 1024 * 1024;

/** Characters after which a line without an end is given out as it is. */
const longestLine = 64 * 1024;

/** Collects what a program writes to one stream, and gives out each line as it comes; a CR ends a line too (progress bars). */
export class OutputCollector {
  /** Whether something came since this was last set to false. */
  stirred = false;
  #text = "";
  #dropped = false;
  #line = "";
  #afterCarriageReturn = false;
  readonly #decoder = new StringDecoder("utf8");
  readonly #onLine: ((line: string) => void) | undefined;

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  get text(): string {
    return this.#text;
  }

  /** True when the program wrote more than is kept. */
  get dropped(): boolean {
    return this.#dropped;
  }

  add(bytes: Uint8Array): void {
    this.stirred = true;
    this.#take(this.#decoder.write(Buffer.from(bytes)));
  }

  /** The last line may lack its end. */
  end(): void {
    this.#take(this.#decoder.end());
    if (this.#line !== "") this.#give();
  }

  #take(text: string): void {
    const room = most - this.#text.length;
    if (text.length > room) this.#dropped = true;
    this.#text += text.slice(0, room);
    if (this.#onLine === undefined) return;
    for (const part of text.split(/(\r\n|\r|\n)/)) this.#takePart(part);
  }

  #takePart(part: string): void {
    if (part === "") return;
    const lineFeedOfPair = part === "\n" && this.#afterCarriageReturn;
    this.#afterCarriageReturn = part === "\r";
    if (lineFeedOfPair) return;
    const isEnd = part === "\n" || part === "\r" || part === "\r\n";
    if (!isEnd) this.#line += part;
    if (isEnd || this.#line.length > longestLine) this.#give();
  }

  #give(): void {
    this.#onLine?.(this.#line);
    this.#line = "";
  }
}
