import { useEffect, useRef, useState } from "react";
import { useActive } from "../layout/active.ts";
import { Words } from "../theme/words.tsx";

export interface CountdownProps {
  readonly seconds: number;
  /** It counts only while this holds. */
  readonly counts: boolean;
  /** Another value starts the count anew. */
  readonly restart: number;
  readonly onEnd: () => void;
  readonly words: (left: number) => string;
  /** Said while it does not count. */
  readonly otherwise: string;
}

/** Does something by itself after a while, and says when. Under a dialog it waits. */
export function Countdown({ seconds, counts, restart, onEnd, words, otherwise }: CountdownProps) {
  const active = useActive() && counts;
  const [left, setLeft] = useState(seconds);
  const latest = useRef(onEnd);
  latest.current = onEnd;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `restart` is there to begin anew.
  useEffect(() => {
    setLeft(seconds);
    if (!active) return;
    let remaining = seconds;
    const timer = setInterval(() => {
      remaining -= 1;
      if (remaining > 0) return setLeft(remaining);
      clearInterval(timer);
      latest.current();
    }, 1_000);
    return () => clearInterval(timer);
  }, [active, seconds, restart]);
  return <Words tone="dim">{counts ? words(left) : otherwise}</Words>;
}
