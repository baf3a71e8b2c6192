import { it } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** The matrix that the test is a cell of; `scripts/count-reporter.mjs` tells how many of its cells ran. */
    readonly matrix?: { readonly title: string; readonly cells: number };
  }
}

export type Cell = {
  readonly title: string;
  /** Runs always; the others under `scripts/test --all`. */
  readonly sampled: boolean;
  /** Milliseconds; that of the project when left out. */
  readonly timeout?: number;
  readonly run: () => Promise<void>;
};

/** Whether all cells run, and not the sample alone. */
const wholeMatrix = process.env.WSS_SETUP_ALL !== undefined;

/** A test a cell, of those that run this time; how many that are of how many is told after the tests. */
export function matrix(title: string, cells: readonly Cell[]): void {
  const meta = { matrix: { title, cells: cells.length } };
  for (const { title: name, sampled, timeout, run } of cells) {
    if (sampled || wholeMatrix) it(name, { meta, ...(timeout === undefined ? {} : { timeout }) }, run);
  }
}
