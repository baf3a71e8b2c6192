/** What one run of something took, in milliseconds: by the clock, and of all cores together. */
export type Sample = { readonly wall: number; readonly cpu: number };

/** Something that is measured; each call is one run. */
export type Task = { readonly name: string; readonly run: () => Promise<Sample> };

/** A line of the table: a task, and how it stands to what it is compared with. */
export type Row = {
  readonly name: string;
  /** Medians, in milliseconds; absent when it was not measured. */
  readonly wall?: number;
  readonly cpu?: number;
  /** The task it is compared with, and the median of the ratios of each turn. */
  readonly against?: string;
  readonly wallRatio?: number;
  readonly cpuRatio?: number;
  /** The greatest wall ratio that is good enough. */
  readonly goal?: number;
  /** Why it was not measured. */
  readonly skipped?: string;
};

/** One subject of `scripts/bench`: a file of this folder, and a line in main.ts. */
export type Part = {
  readonly name: string;
  readonly title: string;
  readonly measure: (runs: number) => Promise<readonly Row[]>;
};
