import { useState } from "react";
import type { KeyPress } from "../../keys/key-press.ts";
import { heardKey, type KeyRow } from "../../keys/key-row.ts";
import { position, type ScrollState, scroll } from "./scroll-view-state.ts";

export interface ScrollView<Line> {
  /** The lines that are seen. */
  readonly lines: readonly Line[];
  /** `lines 1-10 of 40`. */
  readonly position: string;
  /** Everything is seen at once. */
  readonly whole: boolean;
  readonly take: (press: KeyPress) => boolean;
  /** The number of the first line that is seen, from 0. */
  readonly top: number;
  /** Makes a line the first that is seen. */
  readonly go: (line: number) => void;
  readonly keys: readonly KeyRow[];
}

/**
 * A window of `size` lines over all of them; another `id` begins at line `first` again. A `first` of Infinity is the
 * end, and follows it while lines come.
 */
export function useScrollView<Line>(
  lines: readonly Line[],
  size: number,
  id = "",
  first = 0,
): ScrollView<Line> {
  const [known, setKnown] = useState<ScrollState & { readonly id: string }>({ id, top: first });
  const wanted = known.id === id ? known.top : first;
  const top = Math.min(wanted, Math.max(0, lines.length - size));
  const whole = lines.length <= size;
  return {
    lines: lines.slice(top, top + size),
    position: position({ top }, lines.length, size),
    whole,
    top,
    go: (line) => setKnown({ id, top: Math.max(0, line) }),
    take: (press) => {
      const next = scroll({ top }, lines.length, size, press);
      if (next === undefined) return false;
      setKnown({ id, ...next });
      return true;
    },
    keys: [
      heardKey("Up/Down", "scroll", whole),
      heardKey("Space/PageDown", "next page", true),
      heardKey("g/G", "first, last line", true),
    ],
  };
}
