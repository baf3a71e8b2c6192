import type { Facts } from "../../core/facts.ts";

/** What the probe saw of HAProxy: plain JSON, kept as `facts.proxies.haproxy`. */
export interface HaproxyFacts {
  /** Undefined where HAProxy is not installed. */
  readonly version?: string;
  /** The OpenSSL it runs with. */
  readonly openssl?: string;
  /** The kernel knows IPv6; without it a bind of `::` is fatal. */
  readonly ipv6: boolean;
  /** Where the operator's own sections listen. */
  readonly binds: readonly Bind[];
  /** What the operator's global sections say of what concerns us. */
  readonly global: GlobalFacts;
  /** The distribution's roots are there, to verify a backend over TLS. */
  readonly trustStore: boolean;
  /** How many files a process may have open; undefined where root may raise that. */
  readonly mostOpenFiles?: number;
  /** Another file that the service is told to read. */
  readonly otherFile?: string;
  /** Files, and folders of them, that the service is told to read behind haproxy.cfg, in this order; none when not said. */
  readonly more?: readonly string[];
  /** Files read behind haproxy.cfg whose first section would take over our defaults. */
  readonly followers: readonly { readonly file: string; readonly section: string }[];
  /** What HAProxy says of the operator's configuration as it is; undefined where it is content. */
  readonly failure?: string;
}

export interface Bind {
  readonly file: string;
  readonly line: number;
  /** As it is written, for people. */
  readonly address: string;
  readonly first: number;
  readonly last: number;
}

export interface GlobalFacts {
  /** Numbers that keep clients out, by keyword. */
  readonly room: Readonly<Partial<Record<RoomKeyword, number>>>;
  /** After a reload, workers with open connections are ended after this time. */
  readonly hardStopAfter?: string;
  /** More than one process (before 2.5): each counts for itself. */
  readonly processes?: number;
  /** It says how large a buffer is. */
  readonly buffers?: true;
  /** It loads or tunes Lua. */
  readonly lua: boolean;
  /** It has Diffie-Hellman parameters. */
  readonly dhparam: boolean;
}

/** `maxconn`: clients; the others: open files. */
export const roomKeywords = ["maxconn", "ulimit-n", "fd-hard-limit"] as const;
export type RoomKeyword = (typeof roomKeywords)[number];

/** What is true of a box that nobody looked at, or that has no HAProxy. */
const untouched: HaproxyFacts = {
  ipv6: true,
  binds: [],
  global: { room: {}, lua: false, dhparam: false },
  trustStore: true,
  followers: [],
};

/** The probe's result, typed. */
export function haproxyFacts(facts: Facts): HaproxyFacts {
  return (facts.proxies.haproxy as HaproxyFacts | undefined) ?? untouched;
}
