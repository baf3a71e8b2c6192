import { expect, test } from "vitest";
import { nameFacts } from "../../src/core/name-facts.ts";

test("nothing is known of a name that was not looked up, also of one that every object knows", () => {
  const seen = { a: ["203.0.113.10"], aaaa: [] };
  const names = { "node.example.com": seen };
  expect(nameFacts(names, "node.example.com")).toBe(seen);
  for (const name of ["other.example.com", "constructor", "__proto__"])
    expect(nameFacts(names, name), name).toBeUndefined();
  expect(nameFacts({ constructor: seen } as never, "constructor")).toBe(seen);
});
