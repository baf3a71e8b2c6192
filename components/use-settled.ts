import { useEffect, useState } from "react";

/** Milliseconds of quiet after the last key before typed text is judged. */
const pause = 300;

/**
 * Whether a value has stayed the same for a moment: half a name is not called wrong while it is typed.
 * @returns that, and a way to end the wait, for when Enter asks for the verdict
 */
export function useSettled(value: string): readonly [settled: boolean, judge: () => void] {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (settled === value) return;
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [settled, value]);
  return [settled === value, () => setSettled(value)];
}
