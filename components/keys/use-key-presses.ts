import { useInput, usePaste } from "ink";
import { useRef } from "react";
import { type KeyPress, readKeys, readPaste } from "./key-press.ts";

/**
 * Calls `take` with each key and each paste, one after the other: between two of them the screen is drawn anew, so
 * that a key typed ahead meets the screen which the one before it opened.
 */
export function useKeyPresses(take: (press: KeyPress) => void): void {
  const latest = useRef(take);
  latest.current = take;
  const waiting = useRef<KeyPress[]>([]);
  const drain = () => {
    const press = waiting.current[0];
    if (press === undefined) return;
    latest.current(press);
    waiting.current.shift();
    if (waiting.current.length > 0) setImmediate(drain);
  };
  const add = (presses: readonly KeyPress[]) => {
    const idle = waiting.current.length === 0;
    waiting.current.push(...presses);
    if (idle) setImmediate(drain);
  };
  useInput((input, key) => add(readKeys(input, key)));
  usePaste((text) => add([readPaste(text)]));
}
