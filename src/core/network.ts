import { isIPv4 } from "node:net";

/** The bytes of an address, 4 or 16 (RFC 4291 section 2.2). @param address valid, without a zone */
export function addressBytes(address: string): readonly number[] {
  if (isIPv4(address)) return address.split(".").map(Number);
  const [head = "", tail] = address.split("::");
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = tail === undefined ? [] : Array<number>(16 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after];
}

/** Whether an address is in a network, such as `10.0.0.0/8`. Pure. */
export function isInNetwork(address: string, network: string): boolean {
  const [base = "", length = ""] = network.split("/");
  const [one, other] = [addressBytes(address), addressBytes(base)];
  if (one.length !== other.length) return false;
  const bits = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits(one).slice(0, Number(length)) === bits(other).slice(0, Number(length));
}

/** Addresses that nobody outside reaches as they are: RFC 1918, RFC 6598, RFC 4193, loopback and link-local. */
const privateNetworks = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

/** Whether an address is for a network of its own, behind a router that has another. */
export function isPrivateAddress(address: string): boolean {
  return privateNetworks.some((network) => isInNetwork(address, network));
}

function groups(text: string): readonly number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (isIPv4(group)) return group.split(".").map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
