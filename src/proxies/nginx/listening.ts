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
 * The sockets that our names need on a port: those that the operator's sites have, because nginx looks for a name only
 * among the servers of the most specific address; and every address of the box where they have none of that family.
 */
export function socketsOn(port: number, { servers, ipv6 }: NginxFacts): readonly Socket[] {
  const neighbours = neighboursOn(servers, port);
  // With `ipv6only=off` the IPv6 socket takes IPv4 too, and a second one for IPv4 could not be bound.
  const dual = neighbours.some(
    ({ address, socketOptions }) => address === "[::]" && socketOptions.includes("ipv6only=off"),
  );
  const families = [...(dual ? [] : [4 as const]), ...(ipv6 ? [6 as const] : [])];
  return families.flatMap((family) => socketsOf(family, port, neighbours));
}

/**
 * A site that listens on single addresses keeps nginx from binding the wildcard beside them on a reload ("Address
 * already in use"), so ours listens where it does.
 */
function socketsOf(family: 4 | 6, port: number, neighbours: readonly Neighbour[]): readonly Socket[] {
  const wildcard = wildcardOf(family);
  const relatives = neighbours.filter(({ address }) => familyOf(address) === family);
  const addresses = [...new Set(relatives.map(({ address }) => address))];
  const bound = addresses.length === 0 ? [wildcard] : addresses;
  return bound.map((address) => {
    const sharing = relatives.filter((other) => other.address === address);
    // An option binds an address by itself, which fails beside the wildcard.
    const mayBind = address === wildcard || !bound.includes(wildcard);
    return {
      address,
      port,
      isDefault: sharing.length === 0,
      setsOptions: mayBind && sharing.every(({ socketOptions }) => socketOptions.length === 0),
    };
  });
}

/** A site that is there for this box alone, and so keeps ours from listening to anybody else. */
export function loopbackAlone(port: number, { servers }: NginxFacts): Neighbour | undefined {
  const neighbours = neighboursOn(servers, port);
  for (const family of [4, 6]) {
    const relatives = neighbours.filter(({ address }) => familyOf(address) === family);
    if (relatives.every(({ address }) => /^(?:127\.|localhost$|\[::1\]$)/.test(address))) {
      if (relatives[0] !== undefined) return relatives[0];
    }
  }
  return undefined;
}

function familyOf(address: string): 4 | 6 {
  return address.startsWith("[") ? 6 : 4;
}

function wildcardOf(family: 4 | 6): string {
  return family === 6 ? "[::]" : "*";
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
