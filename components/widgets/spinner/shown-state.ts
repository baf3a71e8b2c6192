/** Milliseconds before a spinner is shown: what ends sooner shows none. */
export const showAfter = 100;
/** Milliseconds that a spinner stays once it is shown. */
export const showAtLeast = 1000;

/** Whether a spinner is seen, and since when; times in milliseconds of one clock. */
export type ShownState =
  | { readonly kind: "hidden" }
  | { readonly kind: "waiting"; readonly since: number }
  | { readonly kind: "shown"; readonly since: number };

/** What is shown at a time, given what was shown before and whether work is under way. */
export function shownAt(state: ShownState, busy: boolean, now: number): ShownState {
  switch (state.kind) {
    case "hidden":
      return busy ? { kind: "waiting", since: now } : state;
    case "waiting":
      if (!busy) return { kind: "hidden" };
      return now - state.since >= showAfter ? { kind: "shown", since: now } : state;
    case "shown":
      return busy || now - state.since < showAtLeast ? state : { kind: "hidden" };
  }
}

/** Milliseconds until `shownAt` may say something else by time alone. */
export function nextLook(state: ShownState, busy: boolean, now: number): number | undefined {
  if (state.kind === "waiting") return Math.max(0, state.since + showAfter - now);
  if (state.kind === "shown" && !busy) return Math.max(0, state.since + showAtLeast - now);
  return undefined;
}
