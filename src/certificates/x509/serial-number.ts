import { randomBytes } from "node:crypto";

/** 128 bits in hex; the fixed top bits `01` keep it positive and sixteen octets long (RFC 5280, 4.1.2.2). */
export function serialNumber(): string {
  const [first = 0, ...rest] = randomBytes(16);
  return Buffer.from([(first & 0x3f) | 0x40, ...rest]).toString("hex");
}
