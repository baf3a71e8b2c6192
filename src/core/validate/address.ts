import { isIP } from "node:net";
import { accept, refuse, refuseWith, type Verdict } from "./verdict.ts";

/** Whether the text is an IP address, without looking at what it means. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** An IP address that a client can connect to, in canonical text (RFC 5952). Takes what `isAddress` takes. */
export function validateAddress(text: string): Verdict {
  if (text.includes("%"))
    return refuse(text, `leave ${text.slice(text.indexOf("%"))} out: it means something on one box only.`);
  const address = canonicalAddress(text);
  const mapped = v4Within(address);
  if (mapped !== undefined) return refuseWith(`${text} is the IPv4 address ${mapped}; write that.`);
  if (address === "0.0.0.0" || address === "::") {
    return refuse(text, "this stands for every address of a box; write one of them.");
  }
  if (/^(22[4-9]|2[3-5]\d)\./.test(address) || /^ff..:/.test(address)) {
    return refuse(text, "no client can connect to a group address.");
  }
  return accept(address);
}

/** The shortest spelling of an IP address, lower case; the WHATWG URL parser follows RFC 5952. One with a zone stays. */
export function canonicalAddress(text: string): string {
  return isIP(text) === 6 && !text.includes("%") ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : text;
}

/** Addresses of the box itself (RFC 1122 3.2.1.3, RFC 4291 2.5.3). */
export function isLoopback(host: string): boolean {
  return (
    host === "::1" ||
    host === "localhost" ||
    host.endsWith(".localhost") ||
    (isIP(host) === 4 && host.startsWith("127."))
  );
}

/** `::ffff:7f00:1` as 127.0.0.1 (RFC 4291, 2.5.5.2). */
function v4Within(address: string): string | undefined {
  const parts = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address);
  if (parts === null) return undefined;
  const words = [parts[1], parts[2]].map((part) => Number.parseInt(part ?? "", 16));
  return words.flatMap((word) => [word >> 8, word & 255]).join(".");
}
