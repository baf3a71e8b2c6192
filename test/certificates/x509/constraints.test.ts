import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeAuthority } from "../../../src/certificates/x509/authority.ts";
import { constraintsFor, constraintsOf, coversNames } from "../../../src/certificates/x509/constraints.ts";
import { issueLeaf } from "../../../src/certificates/x509/leaf.ts";
import { canonicalAddress } from "../../../src/core/validate/address.ts";

const now = new Date();
const onLine = () => {};

async function rootFor(...names: readonly string[]): Promise<string> {
  return (await makeAuthority({ names, key: "ecdsa", now, onLine })).certificate;
}

const domain = fc.domain().map((name) => name.toLowerCase());
const address = fc
  .oneof(
    fc.ipV4(),
    fc.ipV6().filter((text) => !text.includes(".")),
  )
  .map(canonicalAddress);
const nameList = fc.uniqueArray(fc.oneof(domain, address), { minLength: 1, maxLength: 8 });

describe("what is written can be read back", () => {
  test.each([
    [
      ["node.example.com"],
      { dns: ["node.example.com"], addresses: [] },
      { dns: [], addresses: ["0.0.0.0/0", "::/0"] },
    ],
    [
      ["192.0.2.7", "2001:db8::7"],
      { dns: [], addresses: ["192.0.2.7/32", "2001:db8::7/128"] },
      { dns: [""], addresses: [] },
    ],
    [["2001:db8::7"], { dns: [], addresses: ["2001:db8::7/128"] }, { dns: [""], addresses: ["0.0.0.0/0"] }],
  ])("for %s", async (names, permitted, excluded) => {
    const root = await rootFor(...names);
    expect(constraintsOf(new X509Certificate(root))).toEqual({ critical: true, permitted, excluded });
    expect(constraintsOf(Buffer.from(root))).toEqual({ critical: true, permitted, excluded });
  });

  test("whatever the names, which are then all covered", async () => {
    await fc.assert(
      fc.asyncProperty(nameList, async (names) => {
        const root = await rootFor(...names);
        expect(constraintsOf(Buffer.from(root))).toEqual({ critical: true, ...constraintsFor(names) });
        expect(coversNames(root, names)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe("no root covers", () => {
  test("an address that is not its own, nor a name that lies not below its own", async () => {
    await fc.assert(
      fc.asyncProperty(nameList, fc.oneof(domain, address), async (names, other) => {
        const own = names.some((name) => other === name || other.endsWith(`.${name}`));
        expect(coversNames(await rootFor(...names), [other])).toBe(own);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ["a neighbour", "b.example.com", false],
    ["the name above", "example.com", false],
    ["a name that only ends alike", "xnode.example.com", false],
    ["a name below: the extension has it so", "a.node.example.com", true],
    ["its own name in other letters", "NODE.example.com", true],
    ["an address", "192.0.2.7", false],
  ])("%s", async (_what, name, covered) => {
    expect(coversNames(await rootFor("node.example.com"), [name])).toBe(covered);
    expect(coversNames(await rootFor("node.example.com"), ["node.example.com", name])).toBe(covered);
  });

  test("anything when it says nothing about names", async () => {
    const { certificate } = await issueLeaf({ names: ["a.example"], key: "ecdsa", days: 9, now, onLine });
    expect(constraintsOf(Buffer.from(certificate))).toBeUndefined();
    expect(coversNames(certificate, ["a.example"])).toBe(false);
  });
});
