import type { ProxyId } from "../../src/core/answers.ts";
import type { Suite } from "../../test/helpers/box/golden.ts";
import type { Lab } from "./proxies/lab.ts";

/** What is said on the command line. */
export type Settings = {
  /** How often everything is measured, in turns. */
  readonly runs: number;
  /** A short run with smaller counts: shows that all works; its figures are rough. */
  readonly quick: boolean;
  readonly suite: Suite;
  readonly proxies: readonly ProxyId[];
};

export type Column = {
  readonly name: string;
  /** Digits behind the point, for numbers; words are written to the left. */
  readonly digits?: number;
};

/** A line of a table. */
export type Row = {
  readonly name: string;
  /** By the column's name; what was not measured is left out. */
  readonly cells: Readonly<Record<string, number | string | undefined>>;
  readonly goal?: Goal;
  /** Why it was not measured, where nothing is wrong with that. */
  readonly skipped?: string;
  /** Why it could not be measured, though it should be. */
  readonly failed?: string;
};

/** What the figure in a column should come to. */
export type Goal = { readonly column: string } & ({ readonly atMost: number } | { readonly atLeast: number });

export type Table = {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
};

/** One subject of `scripts/bench`: a file of this folder, and a line in main.ts. */
export type Part = {
  readonly name: string;
  /** @param lab the boxes of the proxies, set up at the first call */
  readonly measure: (
    settings: Settings,
    lab: () => Promise<Lab | { readonly reason: string }>,
  ) => Promise<Table>;
};
