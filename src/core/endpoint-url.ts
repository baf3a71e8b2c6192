import { bracketed } from "./bracketed.ts";
import { type EndpointPorts, standardPorts } from "./endpoint-ports.ts";

/** What clients connect to: `wss://NAME`, an IPv6 address in brackets (RFC 3986, section 3.2.2). */
export function endpointUrl(name: string): string {
  return `wss://${bracketed(name)}`;
}

/** The same for every name, with the port where clients would not look for it by themselves. */
export function endpointUrls(names: readonly string[], { https }: EndpointPorts): readonly string[] {
  const port = https === standardPorts.https ? "" : `:${https}`;
  return names.map((name) => `${endpointUrl(name)}${port}`);
}
