import { useEffect, useState } from "react";

/** Milliseconds of quiet after the last key before typed text is judged. */
const pause = 300;

/** Whether a value has stayed the same for a moment: half a name is not called wrong while it is typed. */
export function useSettled(value: string): boolean {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (settled === value) return;
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [settled, value]);
  return settled === value;
}
