import { isAddress } from "./validate/address.ts";

/** Debian's and Ubuntu's system roots (update-ca-certificates(8)). */
export const systemRoots = "/etc/ssl/certs/ca-certificates.crt";

/** Who a backend over TLS has to be. */
export interface BackendTrust {
  /** PEM file with the roots that its certificate must lead to. */
  readonly rootsFile: string;
  /** The name that the certificate must be good for. */
  readonly name: string;
}

/**
 * The system's authorities and the name in the backend's URL; or what the operator pinned. A pinned certificate is the
 * backend's whatever the URL calls it (an address, `localhost`), so it is held to a name of its own. Pure.
 * @param pin the operator's file and the names in it, of which a root has none
 */
export function backendTrust(
  host: string,
  pin?: { readonly file: string; readonly names: readonly string[] },
): BackendTrust {
  if (pin === undefined) return { rootsFile: systemRoots, name: host };
  const { file: rootsFile, names } = pin;
  // nginx and others compare domain names alone, and a wildcard is good for a name but is none.
  const domains = names.filter(isDomain).map((name) => named(name, host));
  if (domains.includes(host)) return { rootsFile, name: host };
  const addresses = names.filter((name) => isAddress(name) && !name.includes("%"));
  return { rootsFile, name: domains[0] ?? (addresses.includes(host) ? host : addresses[0]) ?? host };
}

/** Whoever made the certificate could write anything for a name. What is none is good for no host, and no proxy can be told it. */
function isDomain(name: string): boolean {
  return !isAddress(name) && name.length <= 253 && /^(?:\*\.)?[a-z\d_-]+(?:\.[a-z\d_-]+)*$/.test(name);
}

/** A name that a wildcard covers: the host's where it is one, for a star stands for one label (RFC 9525 6.3). */
function named(name: string, host: string): string {
  if (!name.startsWith("*.")) return name;
  return host.slice(host.indexOf(".")) === name.slice(1) ? host : `wildcard${name.slice(1)}`;
}
