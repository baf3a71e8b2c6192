import { useEffect, useReducer } from "react";
import { useTheme } from "./theme/theme-context.ts";

/** The time in milliseconds since the epoch, drawn anew each second; where nothing moves, every ten seconds. */
export function useNow(active = true): number {
  const { motion } = useTheme();
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(tick, motion ? 1_000 : 10_000);
    return () => clearInterval(timer);
  }, [active, motion]);
  return Date.now();
}
