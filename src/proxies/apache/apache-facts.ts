import type { Facts } from "../../core/facts.ts";

/** What the probe saw of Apache: plain JSON, kept as `facts.proxies.apache`. */
export interface ApacheFacts {
  /** Undefined where Apache is not installed. */
  readonly version?: string;
  /** The OpenSSL that its module is linked with. */
  readonly openssl?: string;
  /** How it shares its work: `event`, `worker` or `prefork`. */
  readonly mpm?: string;
  /** Loaded modules, without `_module`; undefined where Apache is not installed or its configuration is at fault. */
  readonly modules?: readonly string[];
  /** The links in mods-enabled, by file name, as written in them. */
  readonly links: Readonly<Record<string, string>>;
  /** Virtual hosts of the operator, in the order in which Apache heeds them; neither ours nor the stock default site. */
  readonly hosts: readonly OtherHost[];
  /** `Listen` lines that count, ours left out. */
  readonly listens: readonly Listen[];
  /** How many connections it holds, by directive, the last word of the whole configuration. */
  readonly room: Readonly<Record<string, number>>;
  /** Something is linked as the default site. */
  readonly defaultSite: boolean;
  /** It is as the package brought it. */
  readonly stockDefaultSite: boolean;
  /** The distribution's roots are there, to verify a backend over TLS. */
  readonly trustStore: boolean;
  /** A trial start beside the running Apache is possible (unshare(1)): not in every container. */
  readonly canTry: boolean;
  /** Why Apache does not start with the configuration as it is; undefined where it does. */
  readonly failure?: string;
}

/** A virtual host at one address and port. */
export interface OtherHost {
  readonly file: string;
  /** `*`, an IPv4 address, or an IPv6 address in brackets. */
  readonly address: string;
  readonly port: number;
  /** ServerName and ServerAlias. */
  readonly names: readonly string[];
}

export interface Listen {
  /** `*`, an address as in OtherHost. */
  readonly address: string;
  readonly port: number;
}

/** What is true of a box that nobody looked at, or that has no Apache: what Debian's package brings. */
const untouched: ApacheFacts = {
  links: {},
  hosts: [],
  listens: [
    { address: "*", port: 80 },
    { address: "*", port: 443 },
  ],
  room: {},
  defaultSite: false,
  stockDefaultSite: false,
  trustStore: true,
  canTry: false,
};

/** The probe's result, typed. */
export function apacheFacts(facts: Facts): ApacheFacts {
  return (facts.proxies.apache as ApacheFacts | undefined) ?? untouched;
}
