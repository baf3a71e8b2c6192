import { Transform, type TransformCallback } from "node:stream";

/** Passes a body on as long as it is not too large; then `onExcess` is called once and the rest is dropped. */
export class BodyLimit extends Transform {
  #left: number;
  readonly #onExcess: () => void;

  constructor(bytes: number, onExcess: () => void) {
    super();
    this.#left = bytes;
    this.#onExcess = onExcess;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const fits = this.#left >= 0;
    this.#left -= chunk.length;
    if (fits && this.#left < 0) this.#onExcess();
    done(null, this.#left >= 0 ? chunk : undefined);
  }
}
