import { useEffect, useReducer, useState } from "react";
import { useTheme } from "../../theme/theme-context.ts";
import { nextLook, type ShownState, shownAt } from "./shown-state.ts";

/** Whether a spinner for this work is seen now. Without motion it is seen as long as the work goes on. */
export function useShown(busy: boolean): boolean {
  const { motion } = useTheme();
  const [state, setState] = useState<ShownState>({ kind: "hidden" });
  const [looks, lookAgain] = useReducer((count: number) => count + 1, 0);
  // A timer may come a little early and find nothing to change yet: so each look may ask for another.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `looks` is there to look again.
  useEffect(() => {
    if (!motion) return;
    const now = performance.now();
    const next = shownAt(state, busy, now);
    if (next !== state) {
      setState(next);
      return;
    }
    const wait = nextLook(state, busy, now);
    if (wait === undefined) return;
    const timer = setTimeout(lookAgain, Math.ceil(wait));
    return () => clearTimeout(timer);
  }, [state, busy, motion, looks]);
  return motion ? state.kind === "shown" : busy;
}
