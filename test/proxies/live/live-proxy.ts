import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import type { Proxy as ProxyPlugin } from "../../../src/proxies/proxy.ts";
import type { Material } from "./material.ts";

/**
 * How a test runs a proxy for real, without a box: one file a proxy, `running-<proxy>.ts`, and one line in
 * `live-proxies.ts`. `Own` is what only the tests of that one proxy may choose.
 */
export interface LiveProxy<Own extends object = object> {
  readonly proxy: ProxyPlugin;
  /** Where its program lies in its package, from the root. */
  readonly path: string;
  /** By the suite: what is run. */
  readonly builds: Readonly<Record<string, Build>>;
  /** @throws when the proxy's own test has a word against what is wanted */
  start(program: Program, place: Place, wanted: Wanted & Own): Promise<Running<Own>>;
}

/** A proxy as a Debian suite has it. */
export interface Build {
  /** Those that bring it, and the libraries it is linked with; none where the proxy comes along with us. */
  readonly packages: readonly string[];
  readonly version: string;
  /** The one it is linked with, where it is. */
  readonly openssl?: string;
}

export interface Program extends Build {
  readonly argv: readonly string[];
}

export interface Ports {
  readonly http: number;
  readonly https: number;
}

/** Where a proxy listens in a test, on every address, and a folder of its own. */
export interface Place {
  readonly ports: Ports;
  readonly folder: string;
}

/** What a proxy is to serve in a test: the program's own site, moved to the test's place. */
export interface Wanted {
  readonly answers: Answers;
  readonly facts: Partial<Facts>;
  readonly material: Material;
  /** The page that tests the connection, where it is on; it and its downloads lie in the place's `publicFolder` too. */
  readonly page?: string;
}

export interface Running<Own extends object = object> {
  /** What it logged so far. */
  log(): string;
  /** Comes when new connections are served as is wanted now. */
  reload(wanted: Wanted & Own): Promise<void>;
  stop(): Promise<void>;
}
