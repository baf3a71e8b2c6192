import { TestRunner } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** What the test tried over and over; `scripts/test` tells the sums of all tests, by title, at its end. */
    tallies?: readonly Tally[];
  }
}

/** A figure over many like attempts. A test that fails at one of them has told of it all the same. */
export interface Tally {
  /** What one attempt is, in the plural, such as `kill points`; or what none may come to: `key-exposure events in key writes`. */
  readonly title: string;
  readonly tried: number;
  /** How many of them ended exactly as promised. */
  readonly exact: number;
}

/** Adds to a figure of the test that runs; hooks run outside of any. */
export function tally(title: string, { tried, exact }: Omit<Tally, "title">): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error(`no test runs that ${title} could be told of`);
  const { tallies = [] } = test.meta;
  const sum = tallies.find((each) => each.title === title) ?? { title, tried: 0, exact: 0 };
  const others = tallies.filter((each) => each !== sum);
  test.meta.tallies = [...others, { title, tried: sum.tried + tried, exact: sum.exact + exact }];
}

/** Makes one attempt, which is exact when it does not throw. */
export async function tallied<T>(title: string, attempt: () => T | Promise<T>): Promise<T> {
  tally(title, { tried: 1, exact: 0 });
  const result = await attempt();
  tally(title, { tried: 0, exact: 1 });
  return result;
}
