import { canonicalAddress } from "./validate/address.ts";

/** The four or sixteen octets of an IP address. Takes what `isAddress` takes. */
export function addressBytes(address: string): Buffer {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const [before = [], after = []] = canonicalAddress(address)
    .split("::")
    .map((half) => (half === "" ? [] : half.split(":")));
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  return Buffer.from([...before, ...zeros, ...after].map((word) => word.padStart(4, "0")).join(""), "hex");
}

/** The canonical text of four or sixteen octets. */
export function addressText(bytes: Buffer): string {
  return bytes.length === 4
    ? bytes.join(".")
    : canonicalAddress(bytes.toString("hex").replace(/.{4}(?!$)/g, "$&:"));
}
