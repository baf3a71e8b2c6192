import { describe, expect, test } from "vitest";
import { renewalReason } from "../../src/certificates/renewal-reason.ts";
import type { CertificateFacts } from "../../src/core/facts.ts";
import { fitting, inDays, now } from "./fixtures.ts";

const wanted = { names: ["node.example.com"], key: "rsa", selfSigned: true } as const;

function reason(
  change: Partial<CertificateFacts>,
  names: readonly string[] = wanted.names,
): string | undefined {
  return renewalReason({ ...fitting, ...change }, { ...wanted, names }, now);
}

describe("a pair fits", () => {
  test("when nothing differs", () => {
    expect(reason({})).toBeUndefined();
  });

  test("whatever the order, the case and the spelling of its names", () => {
    expect(
      reason({ names: ["2001:DB8:0::1", "B.example", "a.example"] }, [
        "a.example",
        "b.example",
        "2001:db8::1",
      ]),
    ).toBeUndefined();
  });
});

describe("a pair does not fit", () => {
  test.each([
    ["a name is new", {}, ["node.example.com", "b.example.com"], "the names changed"],
    ["a name is gone", { names: ["node.example.com", "b.example.com"] }, wanted.names, "the names changed"],
    ["a name is another", {}, ["other.example.com"], "the names changed"],
    ["the key is of another type", { key: "ecdsa" }, wanted.names, "the key is to be rsa"],
    ["somebody else signed it", { selfSigned: false }, wanted.names, "the present one is not self-signed"],
    [
      "its key is gone",
      { keyMatches: false },
      wanted.names,
      "the private key is missing or belongs to another certificate",
    ],
    ["it is of the future", { notBefore: inDays(1) }, wanted.names, "the present one is not valid yet"],
    ["it has ended", { notAfter: inDays(-3) }, wanted.names, "it has ended"],
  ] as const)("when %s", (_, change, names, said) => {
    expect(reason(change, names)).toBe(said);
  });

  test.each([
    ["a year: the last 30 days", -335, 30, undefined],
    ["a year: 29 days left", -336, 29, "it ends in 29 days"],
    ["nine days: a third left", -6, 3, undefined],
    ["nine days: less than a third left", -7, 2, "it ends in 2 days"],
    ["one day left", -364, 1, "it ends in 1 day"],
    ["hours left", -364.6, 0.4, "it ends within a day"],
  ])("by the time that is left of %s", (_, begun, left, said) => {
    expect(reason({ notBefore: inDays(begun), notAfter: inDays(left) })).toBe(said);
  });
});
