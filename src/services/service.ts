import type { UnitFacts } from "../core/facts.ts";
import type { Host } from "../host/host.ts";
import type { Variables } from "./variables.ts";

/** What starts services on the box: systemd, or System V scripts where systemd does not run. */
export interface ServiceManager {
  readonly id: "systemd" | "sysv";
  /** Read-only. */
  state(host: Host, unit: string): Promise<UnitFacts>;
  /** Rereads unit files after one was written or removed. */
  reloadUnits(host: Host): Promise<void>;
  enable(host: Host, unit: string): Promise<void>;
  disable(host: Host, unit: string): Promise<void>;
  /** Each resolves when the unit has reached the state. @throws Failure with what the manager and the unit's last log lines said */
  start(host: Host, unit: string): Promise<void>;
  stop(host: Host, unit: string): Promise<void>;
  /** Closes the connections that are open. */
  restart(host: Host, unit: string): Promise<void>;
  /** Never a restart: live connections stay. A timer, which has nothing to take up, is left as it is. */
  reload(host: Host, unit: string): Promise<void>;
  /** The argv of a reload, for scripts that run without us. Pure. */
  reloadCommand(unit: string): readonly string[];
  /** The argv under which a program runs where nothing that ends us, or the terminal's session, reaches it. Pure. */
  outOfReach(name: string, argv: readonly string[]): readonly string[];
  /** What it gives the unit's programs besides the usual environment. Values may be secrets. Read-only. */
  environment(host: Host, unit: string): Promise<Variables>;
  /**
   * The process that all others of a running unit come from; undefined where it cannot be told.
   * @param pidFile where that process writes its id by itself
   */
  mainProcess(host: Host, unit: string, pidFile: string): Promise<number | undefined>;
}
