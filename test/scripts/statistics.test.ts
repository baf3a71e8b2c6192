import { expect, test } from "vitest";
import { median, medianRatio } from "../../scripts/benchmarks/statistics.ts";

test("the median is the middle value, or half way between the two in the middle", () => {
  expect(median([9, 1, 1000])).toBe(9);
  expect(median([4, 1, 2, 100])).toBe(3);
  expect(median([])).toBeNaN();
});

test("ratios are taken within a turn, so a slow turn of both moves nothing", () => {
  expect(medianRatio([20, 2000, 60], [10, 1000, 20])).toBe(2);
  expect(medianRatio([1, 2], [])).toBeNaN();
});
