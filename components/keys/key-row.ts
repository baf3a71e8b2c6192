import type { KeyPress } from "./key-press.ts";

/** One line of a screen's key table: the footer, the help and the keyboard all read it. */
export interface KeyRow {
  /** As it is written: `Enter`, `Left/Right`, `t`. */
  readonly label: string;
  /** What it does, in a word or two: `next`. */
  readonly does: string;
  /** Names of the presses it stands for; empty where a widget hears them. */
  readonly on: readonly string[];
  readonly run?: () => void;
  /** Why it does not work just now; said in place of doing it. */
  readonly unfit?: string | undefined;
  /** Only the help names it. */
  readonly quiet?: boolean;
  /** The first that leaves the footer where that has no room. */
  readonly late?: boolean;
  /** Stays in the footer however narrow the window is. */
  readonly kept?: boolean;
}

/** The row that a press belongs to. */
export function rowFor(rows: readonly KeyRow[], press: KeyPress): KeyRow | undefined {
  return rows.find((row) => row.on.includes(press.name));
}

/** Enter: takes what is marked. */
export function enterKey(does: string, run: () => void, unfit?: string): KeyRow {
  return { label: "Enter", does, on: ["enter"], run, unfit, kept: true };
}

/** Esc: one step back. */
export function escapeKey(does: string, run: () => void, unfit?: string): KeyRow {
  return { label: "Esc", does, on: ["escape"], run, unfit, kept: true, quiet: unfit !== undefined };
}

/** A key that a widget hears; the row is only there to be read. */
export function heardKey(label: string, does: string, quiet = false): KeyRow {
  return { label, does, on: [], quiet };
}
