import type { Place } from "./place.ts";

/** What is checked of every proxy on every suite: a column of the matrix. */
export type Check = {
  readonly title: string;
  /** Milliseconds; that of the project when left out. */
  readonly timeout?: number;
  readonly run: (place: Place) => Promise<void>;
};
