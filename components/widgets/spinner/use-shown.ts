import { useEffect, useState } from "react";
import { useTheme } from "../../theme/theme-context.ts";
import { nextLook, type ShownState, shownAt } from "./shown-state.ts";

/** Whether a spinner for this work is seen now. Without motion it is seen as long as the work goes on. */
export function useShown(busy: boolean): boolean {
  const { motion } = useTheme();
  const [state, setState] = useState<ShownState>({ kind: "hidden" });
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
    const timer = setTimeout(() => setState(shownAt(state, busy, performance.now())), wait + 1);
    return () => clearTimeout(timer);
  }, [state, busy, motion]);
  return motion ? state.kind === "shown" : busy;
}
