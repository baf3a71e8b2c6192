import { it, type TestContext } from "vitest";

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
export const wholeMatrix = process.env.WSS_SETUP_ALL !== undefined;

/** A test a cell, of those that run this time; how many that are of how many is told after the tests. */
export function matrix(title: string, cells: readonly Cell[]): void {
  const meta = { matrix: { title, cells: cells.length } };
  for (const { title: name, sampled, timeout, run } of cells) {
    if (sampled || wholeMatrix) it(name, { meta, ...(timeout === undefined ? {} : { timeout }) }, run);
  }
}

/** A cell of a matrix that is told piece by piece. */
type Register = (title: string, run: (context: TestContext) => Promise<void>) => void;

export type Cells = {
  /** Runs always. */
  readonly sampled: Register;
  /** Runs under `scripts/test --all`. */
  readonly rest: Register;
  /** A cell a row, as vitest's `it.each`: `%s` in the title is the row, `$name` a field of it. */
  readonly each: <Row>(
    rows: readonly Row[],
    isSampled: (row: Row) => boolean,
  ) => (title: string, run: (row: Row) => Promise<void>) => void;
};

/** As `matrix`, for cells that are told one by one. */
export function cellsOf(title: string): Cells {
  // One object for all of them: when it is reported, every cell has been counted.
  const counted = { title, cells: 0 };
  const register =
    (runs: boolean): Register =>
    (name, run) => {
      counted.cells += 1;
      if (runs) it(name, { meta: { matrix: counted } }, run);
    };
  const sampled = register(true);
  const rest = register(wholeMatrix);
  return {
    sampled,
    rest,
    each: (rows, isSampled) => (name, run) => {
      for (const row of rows) (isSampled(row) ? sampled : rest)(titleOf(name, row), () => run(row));
    },
  };
}

function titleOf(title: string, row: unknown): string {
  if (typeof row !== "object" || row === null) return title.replace("%s", String(row));
  return title.replace(/\$(\w+)/g, (_, field: string) => String((row as Record<string, unknown>)[field]));
}
