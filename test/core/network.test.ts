import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInNetwork, isPrivateAddress } from "../../src/core/network.ts";

/** Node's own answer, which goes another way. */
function blocked(address: string, base: string, length: number): boolean {
  const type = base.includes(":") ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(base, length, type);
  return list.check(address, type);
}

/** The address with one of its bits turned over, counted from the left. */
function turned(address: string, bit: number): string {
  const size = address.includes(":") ? 16 : 8;
  const words = address.includes(":") ? wordsOf(address) : address.split(".").map(Number);
  const changed = words.map((word, index) =>
    index === Math.floor(bit / size) ? word ^ (1 << (size - 1 - (bit % size))) : word,
  );
  return size === 8 ? changed.join(".") : changed.map((word) => word.toString(16)).join(":");
}

function wordsOf(address: string): number[] {
  const [before = "", after] = address.split("::");
  const parts = (half: string) =>
    half === "" ? [] : half.split(":").map((word) => Number.parseInt(word, 16));
  const [left, right] = [parts(before), parts(after ?? "")];
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

const v4 = fc.tuple(...Array.from({ length: 4 }, () => fc.nat(255))).map((bytes) => bytes.join("."));
const v6 = fc
  .array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
  .map((words) =>
    new URL(`http://[${words.map((word) => word.toString(16)).join(":")}]/`).hostname.slice(1, -1),
  )
  .filter((address) => !address.includes("."));

describe("isInNetwork", () => {
  it("is about the first bits and no other, over both families", () => {
    const cases = fc.oneof(
      fc.record({ base: v4, length: fc.nat(32), bit: fc.nat(31) }),
      fc.record({ base: v6, length: fc.nat(128), bit: fc.nat(127) }),
    );
    fc.assert(
      fc.property(cases, ({ base, length, bit }) => {
        const network = `${base}/${length}`;
        expect(isInNetwork(base, network)).toBe(true);
        expect(isInNetwork(turned(base, bit), network)).toBe(bit >= length);
      }),
    );
  });

  it("says what Node's own list says", () => {
    const cases = fc.oneof(
      fc.record({ address: v4, base: v4, length: fc.nat(12) }),
      fc.record({ address: v6, base: v6, length: fc.nat(20) }),
    );
    fc.assert(
      fc.property(cases, ({ address, base, length }) => {
        expect(isInNetwork(address, `${base}/${length}`)).toBe(blocked(address, base, length));
      }),
    );
  });

  it("keeps the families apart", () => {
    expect(isInNetwork("0.0.0.0", "::/0")).toBe(false);
    expect(isInNetwork("::", "0.0.0.0/0")).toBe(false);
  });
});

describe("isPrivateAddress", () => {
  it.each([
    "10.88.2.2",
    "172.31.255.255",
    "192.168.0.1",
    "100.64.1.1",
    "127.0.1.1",
    "169.254.1.1",
    "::1",
    "fd88:2::1",
    "fe80::1",
  ])("%s: yes", (address) => expect(isPrivateAddress(address)).toBe(true));
  it.each([
    "9.255.255.255",
    "172.32.0.1",
    "192.169.0.1",
    "100.128.0.1",
    "203.0.113.10",
    "2001:db8::10",
    "fec0::1",
  ])("%s: no", (address) => expect(isPrivateAddress(address)).toBe(false));
});
