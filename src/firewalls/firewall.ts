import type { Facts, OwnedPort } from "../core/facts.ts";
import type { Problem, Warning } from "../core/finding.ts";
import type { PortRecord } from "../core/journal.ts";
import type { FirewallManager, Step } from "../core/step.ts";
import type { Host } from "../host/host.ts";

/** A program that rules the box's packet filter. One file and one line in `index.ts`. */
export interface Firewall {
  readonly id: FirewallManager;
  readonly title: string;
  /** Pure: the steps that let new TCP connections to these ports in, now and after a reboot; no-ops where they pass already. */
  plan(ports: readonly number[], facts: Facts): FirewallPlan;
  /** Opens the port, marked as ours; does nothing when our rule is there. @throws Failure with what the program said */
  open(host: Host, port: OwnedPort): Promise<void>;
  /** Takes out our rule alone; nothing there is fine. */
  close(host: Host, port: OwnedPort): Promise<void>;
  /** Commands, of words without blanks, that take out our rule when nobody is left to look. Pure. */
  closing(port: OwnedPort): readonly (readonly string[])[];
  /** Whether our own rule for this port is in force. */
  isOpen(host: Host, port: OwnedPort): Promise<boolean>;
  /** The zone that a rule goes to when none is named; left out where there are no zones. */
  readonly zone?: (host: Host) => Promise<string | undefined>;
  /** Where our own rule stands; undefined where there is none. Left out where rules have no order. */
  readonly placeOf?: (host: Host, port: OwnedPort) => Promise<PortRecord["place"]>;
  /**
   * Our own rule stands there again, a place of its own `placeOf`; where its neighbour is gone, where `open` would put it.
   * @param onLine is told where it could not go there
   */
  putBack?(
    host: Host,
    port: OwnedPort,
    place: NonNullable<PortRecord["place"]>,
    onLine: (line: string) => void,
  ): Promise<void>;
  /** Files that it writes of its own accord when a rule comes or goes; left out where they are those of its rules alone. */
  readonly files?: (port: OwnedPort) => readonly string[];
  /** Removes those of these files that say nothing, once our rule is gone; none of them was there before it. */
  readonly tidy?: (host: Host, port: OwnedPort, files: readonly string[]) => Promise<void>;
}

export interface FirewallPlan {
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}
