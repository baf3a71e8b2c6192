import { defineConfig } from "vitest/config";

/**
 * Two projects: `core` runs anywhere in seconds; `e2e` boots real boxes (root, Debian) and keeps to two at a time,
 * the number of cores it was measured with. How many tests run, and why some do not, is told by `scripts/test`.
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
          // By itself the runner leaves a core idle, which is half of them on a small machine.
          maxWorkers: "100%",
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
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
