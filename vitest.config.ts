import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Files at a time: one more than there are cores, as many a test waits, for a limit to pass or for a silence to end. */
const maxWorkers = availableParallelism() + 1;

/**
 * Two projects: `core` runs anywhere; `e2e` boots real boxes (root, Debian).
 * How many tests run, and why some do not, is told by `scripts/test`.
 */
export default defineConfig({
  test: {
    pool: "forks",
    // A machine under load takes its time; what never comes fails all the same.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "core",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/e2e/**"],
          maxWorkers,
          testTimeout: 120_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.{ts,tsx}"],
          fileParallelism: true,
          // A box lives in memory.
          maxWorkers: Math.min(maxWorkers, 4),
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
