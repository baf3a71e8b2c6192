import { describe, expect, test } from "vitest";
import { standardGroups } from "../../src/dhparam/groups.ts";

/** e as a binary fraction: floor(2^bits * e), by its series with 64 guard bits. */
function eulerTimesPowerOfTwo(bits: number): bigint {
  let [sum, term] = [0n, 1n << BigInt(bits + 64)];
  for (let n = 1n; term > 0n; n += 1n) {
    sum += term;
    term /= n;
  }
  return sum >> 64n;
}

describe("the constants are the primes that RFC 7919 defines by a formula", () => {
  test.each([
    ["ffdhe2048", 2048, 560_316n],
    ["ffdhe3072", 3072, 2_625_351n],
    ["ffdhe4096", 4096, 5_736_041n],
  ] as const)("%s", (id, bits, offset) => {
    const power = (exponent: number) => 1n << BigInt(exponent);
    const middle = (eulerTimesPowerOfTwo(bits - 130) + offset) * power(64);
    expect(standardGroups[id].prime).toBe(power(bits) - power(bits - 64) + middle - 1n);
    expect(standardGroups[id].generator).toBe(2n);
  });
});
