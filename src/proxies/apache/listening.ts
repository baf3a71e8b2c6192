import type { ApacheFacts, OtherHost } from "./apache-facts.ts";
import { places } from "./places.ts";

/** An address and port at which Apache looks for our names. */
export interface Place {
  /** `*`, an IPv4 address, or an IPv6 address in brackets. */
  readonly address: string;
  readonly port: number;
  /** Ours answers there for names that nobody has. */
  readonly isDefault: boolean;
}

/** What the operator's virtual hosts have of a port. */
export function neighboursOn({ hosts }: ApacheFacts, port: number): readonly OtherHost[] {
  return hosts.filter((host) => host.port === port || host.port === 0);
}

/**
 * Where our names have to be found on a port: everywhere, and at each single address that the operator's sites have,
 * because Apache looks for a name only among the virtual hosts of the most specific address.
 */
export function placesOn(port: number, apache: ApacheFacts): readonly Place[] {
  const taken = neighboursOn(apache, port).map(({ address }) => address);
  return [...new Set(["*", ...taken])].map((address) => ({
    address,
    port,
    isDefault: !taken.includes(address),
  }));
}

/** Whether a `Listen` line is missing for the port. */
export function needsListen(port: number, { listens }: ApacheFacts): boolean {
  return !listens.some((listen) => listen.port === port);
}

/** Whether Apache listens for this box alone on the port. */
export function isLoopbackAlone(port: number, { listens }: ApacheFacts): boolean {
  const here = listens.filter((listen) => listen.port === port);
  return here.length > 0 && here.every(({ address }) => /^(?:127\.|localhost$|\[::1\]$)/.test(address));
}

/** Where Apache reads our site: behind a site of the operator's that is the default for being read first. */
export function linkOf(apache: ApacheFacts): string {
  const displaced = displacedBy(places.link, apache);
  return displaced === undefined ? places.link : places.lateLink;
}

/** Whether Apache reads a file before the link of ours: what is in another folder comes before the sites. */
export function isReadBefore(file: string, link: string): boolean {
  return !file.startsWith(`${places.sites}/`) || file < link;
}

/** The file whose site answers for unknown names because it is read first, and would lose that to a site of ours there. */
export function displacedBy(link: string, { hosts }: ApacheFacts): string | undefined {
  const ports = hosts.filter(({ port }) => [80, 443, 0].includes(port));
  const first = new Map(ports.toReversed().map((host) => [`${host.address}:${host.port}`, host.file]));
  return [...first.values()].find((file) => file.startsWith(`${places.sites}/`) && file > link);
}
