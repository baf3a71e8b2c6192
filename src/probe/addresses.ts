import type { Host } from "../host/host.ts";

/** Global addresses of the box's own interfaces, under which clients may reach it (ip-address(8)). */
export async function probeAddresses(host: Host): Promise<readonly string[]> {
  const [links, v4, v6] = await Promise.all([
    host.run(["ip", "-json", "-details", "address", "show"], { timeout: 10_000 }),
    host.run(["ip", "-json", "-4", "route", "show", "default"], { timeout: 10_000 }),
    host.run(["ip", "-json", "-6", "route", "show", "default"], { timeout: 10_000 }),
  ]);
  return parseAddresses(links.stdout, [v4.stdout, v6.stdout]);
}

interface Link {
  readonly ifname?: string;
  readonly flags?: readonly string[];
  readonly linkinfo?: { readonly info_kind?: string };
  readonly addr_info?: readonly LinkAddress[];
}

interface LinkAddress {
  readonly local?: string;
  readonly scope?: string;
  readonly temporary?: boolean;
  readonly deprecated?: boolean;
  readonly tentative?: boolean;
  readonly dadfailed?: boolean;
}

/** Leaves out the loopback, bridges for guests (Docker, libvirt) and addresses that come and go (RFC 8981). Pure. */
export function parseAddresses(links: string, defaultRoutes: readonly string[]): readonly string[] {
  const outer = new Set(
    defaultRoutes.flatMap((text) => parse<{ readonly dev?: string }>(text).map(({ dev }) => dev)),
  );
  const found = parse<Link>(links)
    .filter((link) => link.flags?.includes("LOOPBACK") !== true)
    .filter((link) => link.linkinfo?.info_kind !== "bridge" || outer.has(link.ifname))
    .flatMap((link) => link.addr_info ?? [])
    .filter(isLasting)
    .flatMap(({ local }) => (local === undefined ? [] : [local]));
  return [...new Set(found)];
}

function isLasting(address: LinkAddress): boolean {
  const { scope, temporary, deprecated, tentative, dadfailed } = address;
  return scope === "global" && !(temporary || deprecated || tentative || dadfailed);
}

/** ip prints nothing at all where there is nothing to tell. */
function parse<T>(text: string): readonly T[] {
  return text.trim() === "" ? [] : JSON.parse(text);
}
