import type { Facts } from "../../core/facts.ts";

/** What the probe saw of nginx: plain JSON, kept as `facts.proxies.nginx`. */
export interface NginxFacts {
  /** Undefined where nginx is not installed. */
  readonly version?: string;
  /** The OpenSSL it runs with. */
  readonly openssl?: string;
  /** The kernel knows IPv6; without it a `listen [::]:443` is fatal. */
  readonly ipv6: boolean;
  /** Server blocks of the operator, in the order in which nginx reads them; neither ours nor the stock default site. */
  readonly servers: readonly OtherServer[];
  /** Something is linked as the default site. */
  readonly defaultSite: boolean;
  /** It is as the package brought it. */
  readonly stockDefaultSite: boolean;
  /** The distribution's roots are there, to verify a backend over TLS. */
  readonly trustStore: boolean;
  /** How many files a process may have open; undefined where root may raise that. */
  readonly mostOpenFiles?: number;
  /** Its configuration, wherever the lines stand, has room for 10,000 clients, or as much as the system allows. */
  readonly hasRoom?: true;
  /** Folders that the http block includes: where a site can be put. */
  readonly sites: "sites-enabled" | "conf.d" | "none";
  /** `server_names_hash_bucket_size` and `map_hash_bucket_size` as the operator set them. */
  readonly hashBuckets: Readonly<Record<string, number>>;
  /** What nginx says of the configuration as it is; undefined where it is content. */
  readonly failure?: string;
}

export interface OtherServer {
  readonly file: string;
  readonly names: readonly string[];
  readonly listens: readonly Listen[];
}

export interface Listen {
  /** `*`, an IPv4 address, an IPv6 address in brackets, or a `unix:` path. */
  readonly address: string;
  readonly port: number;
  readonly isDefault: boolean;
  /** Options of the socket itself, which nginx allows once for each address and port. */
  readonly socketOptions: readonly string[];
}

/** What is true of a box that nobody looked at, or that has no nginx. */
const untouched: NginxFacts = {
  ipv6: true,
  servers: [],
  defaultSite: false,
  stockDefaultSite: false,
  trustStore: true,
  sites: "sites-enabled",
  hashBuckets: {},
};

/** The probe's result, typed. */
export function nginxFacts(facts: Facts): NginxFacts {
  return (facts.proxies.nginx as NginxFacts | undefined) ?? untouched;
}
