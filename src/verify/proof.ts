import type { Verify } from "../core/step.ts";
import type { Host } from "../host/host.ts";
import type { CertificateFile } from "./certificate-file.ts";
import type { Check } from "./check.ts";
import type { Deadline } from "./deadline.ts";
import type { DirectBackends } from "./direct-backends.ts";
import type { Wire } from "./wire.ts";

export interface ProofOptions {
  /** Global addresses of the box's own interfaces; none: loopback takes their place. */
  readonly addresses: readonly string[];
  /** Called as each check ends. */
  readonly onCheck?: (check: Check) => void;
  readonly httpsPort?: number;
  readonly httpPort?: number;
  /** Milliseconds for one connection with all that is said over it; 5000 when not said. */
  readonly connectionTimeout?: number;
  /** Milliseconds for the whole proof; 30000 when not said. */
  readonly overallTimeout?: number;
}

/** What the checks of one proof share. */
export interface Proof {
  readonly host: Host;
  readonly step: Verify;
  readonly certificate: CertificateFile;
  readonly backends: DirectBackends;
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly connectionTimeout: number;
  readonly deadline: Deadline;
  /** Fresh TLS connections to the endpoint under a name, with the Host header of that name and, unless it is an address, its SNI. */
  wire(address: string, name: string): Wire;
  readonly addresses: readonly string[];
}

/** The name under which clients reach the endpoint first. */
export function mainName(step: Verify): string {
  return step.names[0] as string;
}
