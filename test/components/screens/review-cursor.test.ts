import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atFirstChoice, moveInReview } from "../../../components/screens/review-cursor.ts";

const keys = ["up", "down", "page-up", "page-down", "home", "end", "1", "2", " ", "g", "G", "x"];

describe("the review's cursor", () => {
  it("is always on a line that there is, and a marked change is always seen", () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 15 }),
        fc.array(fc.constantFrom(...keys)),
        (changes, choices, size, presses) => {
          const lists = { changes, choices, size };
          let cursor = atFirstChoice;
          for (const name of presses) cursor = moveInReview(cursor, lists, { name }) ?? cursor;
          const count = cursor.list === "changes" ? changes : choices;
          expect(cursor.place).toBeGreaterThanOrEqual(0);
          expect(cursor.place).toBeLessThan(count);
          expect(cursor.top).toBeGreaterThanOrEqual(0);
          expect(cursor.top).toBeLessThanOrEqual(Math.max(0, changes - size));
          if (cursor.list === "choices") return;
          expect(cursor.place).toBeGreaterThanOrEqual(cursor.top);
          expect(cursor.place).toBeLessThan(cursor.top + size);
        },
      ),
    );
  });
});
