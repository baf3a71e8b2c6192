import { describe, expect, it } from "vitest";
import { atLeast } from "../../src/core/at-least.ts";

describe("atLeast", () => {
  it.each([
    ["5.4.0", "5.4", true],
    ["5.4", "5.4.0", true],
    ["5.10.0", "5.4", true],
    ["6.0", "5.4", true],
    ["5.3.9", "5.4", false],
    ["4.0.0", "5.3", false],
    ["2.11.0", "2.9", true],
    ["1.12.0", "2", false],
  ])("%s against %s: %s", (version, wanted, answer) => {
    expect(atLeast(version, wanted)).toBe(answer);
  });
});
