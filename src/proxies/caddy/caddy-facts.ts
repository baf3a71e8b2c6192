import type { Facts } from "../../core/facts.ts";

/** What the probe saw of Caddy: plain JSON, kept as `facts.proxies.caddy`. */
export interface CaddyFacts {
  /** Undefined where Caddy is not installed. */
  readonly version?: string;
  /**
   * Whose the Caddyfile is. `stock`: as the package brought it; `ours`: it includes our file and nothing else; `operators`:
   * somebody wrote it, whether or not it includes ours.
   */
  readonly caddyfile: "stock" | "ours" | "operators" | "absent";
  /** Why no line can be added to it; undefined where one can. */
  readonly closed?: "without-braces" | "link";
  /** Sites of the operator, by what they listen on. */
  readonly sites: readonly OtherSite[];
  /** Ports that the operator's global options give to http and https in place of 80 and 443. */
  readonly otherPorts?: true;
  /** The distribution's roots are there, to verify a backend over TLS. */
  readonly trustStore: boolean;
  /** What Caddy says of its configuration as it is, where it cannot even read it; left out where the fault is in our file. */
  readonly failure?: string;
  /** What it says against a start with it. */
  readonly doubt?: string;
}

export interface OtherSite {
  readonly port: number;
  /** None: it answers for every name. */
  readonly hosts: readonly string[];
}

/** What is true of a box that nobody looked at, or that has no Caddy. */
const untouched: CaddyFacts = { caddyfile: "stock", sites: [], trustStore: true };

/** The probe's result, typed. */
export function caddyFacts(facts: Facts): CaddyFacts {
  return (facts.proxies.caddy as CaddyFacts | undefined) ?? untouched;
}
