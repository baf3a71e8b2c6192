/** Wakes whoever waits whenever something happens: a line was typed, the machine moved. */
export class Pulse {
  #waiting: (() => void)[] = [];

  beat(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Resolves at the next beat, or after so many milliseconds. */
  async next(milliseconds?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      if (milliseconds !== undefined) timer = setTimeout(resolve, Math.max(0, milliseconds));
    });
    clearTimeout(timer);
  }
}
