import { useInput, usePaste } from "ink";
import { useEffect, useReducer, useRef } from "react";
import { type KeyPress, readKeys, readPaste } from "./key-press.ts";

/**
 * Calls `take` with each key and each paste, one after the other: between two of them the screen is drawn anew, so
 * that a key typed ahead meets the screen which the one before it opened.
 */
export function useKeyPresses(take: (press: KeyPress) => void): void {
  const latest = useRef(take);
  latest.current = take;
  const waiting = useRef<KeyPress[]>([]);
  const busy = useRef(false);
  const [drawn, draw] = useReducer((count: number) => count + 1, 0);
  const next = useRef(() => {
    const press = waiting.current.shift();
    busy.current = press !== undefined;
    if (press === undefined) return;
    latest.current(press);
    // Drawn together with whatever the press changed: once this is seen, all of it is.
    draw();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each drawing asks for the next press.
  useEffect(() => {
    if (!busy.current) return;
    const turn = setImmediate(next.current);
    return () => clearImmediate(turn);
  }, [drawn]);
  const add = (presses: readonly KeyPress[]) => {
    waiting.current.push(...presses);
    if (busy.current) return;
    busy.current = true;
    setImmediate(next.current);
  };
  useInput((input, key) => add(readKeys(input, key)));
  usePaste((text) => add([readPaste(text)]));
}
