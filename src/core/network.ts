import { addressBytes } from "./address-bytes.ts";

/** Whether an address is in a network, such as `10.0.0.0/8`. Pure. */
export function isInNetwork(address: string, network: string): boolean {
  const [base = "", length = ""] = network.split("/");
  const [one, other] = [addressBytes(address), addressBytes(base)];
  if (one.length !== other.length) return false;
  const bits = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
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
