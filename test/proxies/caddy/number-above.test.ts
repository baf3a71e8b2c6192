import fc from "fast-check";
import { expect, it } from "vitest";
import { numberAbove } from "../../../src/proxies/caddy/number-above.ts";

const isAbove = (limit: number, number: string) => new RegExp(numberAbove(limit)).test(number);

it("tells the numbers above a limit", () => {
  fc.assert(
    fc.property(fc.nat(), fc.oneof(fc.nat(), fc.maxSafeInteger()), (limit, number) => {
      expect(isAbove(limit, String(number))).toBe(number > limit);
      expect(isAbove(limit, `00${number}`)).toBe(number > limit);
    }),
  );
  for (const limit of [0, 9, 99, 2 ** 24]) {
    expect(isAbove(limit, String(limit))).toBe(false);
    expect(isAbove(limit, String(limit + 1))).toBe(true);
    expect(isAbove(limit, "")).toBe(false);
  }
});
