import type { Listen, NginxFacts, OtherServer } from "./nginx-facts.ts";
import { places } from "./places.ts";

/** An address and port of which nginx accepts connections for us. */
export interface Socket {
  /** `*`, an IPv4 address, or an IPv6 address in brackets. */
  readonly address: string;
  readonly port: number;
  /** Ours is the server for names that nobody has. */
  readonly isDefault: boolean;
  /** We may set the socket's options: nginx allows that once for an address and port. */
  readonly setsOptions: boolean;
}

export type Neighbour = Listen & { readonly file: string };

/** What the operator's other sites listen on. */
export function neighboursOn(servers: readonly OtherServer[], port: number): readonly Neighbour[] {
  return servers.flatMap(({ listens, file }) =>
    listens
      .filter((listen) => listen.port === port && !listen.address.startsWith("unix:"))
      .map((listen) => ({ ...listen, file })),
  );
}

/**
 * The sockets that our names need on a port. Every address that another site listens on by itself is among them:
 * nginx looks for a name only among the servers of the most specific address.
 */
export function socketsOn(port: number, { servers, ipv6 }: NginxFacts): readonly Socket[] {
  const neighbours = neighboursOn(servers, port);
  // With `ipv6only=off` the IPv6 socket takes IPv4 too, and a second one for IPv4 could not be bound.
  const dual =
    ipv6 &&
    neighbours.some((other) => other.address === "[::]" && other.socketOptions.includes("ipv6only=off"));
  const wildcards = [...(dual ? [] : ["*"]), ...(ipv6 ? ["[::]"] : [])];
  const addresses = new Set([...wildcards, ...neighbours.map(({ address }) => address)]);
  return [...addresses]
    .filter((address) => ipv6 || !address.startsWith("["))
    .map((address) => {
      const sharing = neighbours.filter((other) => other.address === address);
      return {
        address,
        port,
        isDefault: sharing.length === 0,
        setsOptions: sharing.every(({ socketOptions }) => socketOptions.length === 0),
      };
    });
}

/** The file whose site is the default on a port only because it is read first, and would lose that to ours. */
export function displacedBy(link: string, neighbours: readonly Neighbour[]): string | undefined {
  const addresses = new Set(neighbours.map(({ address }) => address));
  for (const address of addresses) {
    const sharing = neighbours.filter((other) => other.address === address);
    const first = sharing[0]?.file;
    if (first === undefined || sharing.some(({ isDefault }) => isDefault)) continue;
    if (folderOf(first) === folderOf(link) && first > link) return first;
  }
  return undefined;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

/** Where nginx will read our site. */
export function linkOf({ sites }: NginxFacts): string {
  return sites === "conf.d" ? places.dropIn : places.link;
}
