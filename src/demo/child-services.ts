import { outside } from "../core/errors.ts";
import type { UnitFacts } from "../core/facts.ts";
import { ChildProcess } from "../host/child-process.ts";
import type { Host } from "../host/host.ts";
import type { ServiceManager } from "../services/service.ts";

export interface ChildServicesOptions {
  /** Folder that stands for `/`. */
  readonly folder: string;
  /**
   * What each unit runs. It says `ready` on stdout when it serves, and to a HUP `reloaded` or why not; it ends when its
   * stdin does.
   */
  readonly programs: Readonly<Record<string, readonly string[]>>;
}

/** Lines of a service's log that are told when it fails. */
const lastLines = 10;

/** Plays systemd with children of this process: they end when it does, and nothing starts at boot. */
export class ChildServices implements ServiceManager {
  readonly id = "systemd";
  readonly #options: ChildServicesOptions;
  readonly #children = new Map<string, ChildProcess>();
  readonly #enabled = new Set<string>();

  constructor(options: ChildServicesOptions) {
    this.#options = options;
  }

  async state(_host: Host, unit: string): Promise<UnitFacts> {
    const active = isTimer(unit) ? this.#enabled.has(unit) : this.#children.get(unit)?.running === true;
    return { loaded: true, active, enabled: this.#enabled.has(unit), masked: false };
  }

  async reloadUnits(): Promise<void> {}

  async enable(_host: Host, unit: string): Promise<void> {
    this.#enabled.add(unit);
  }

  async disable(_host: Host, unit: string): Promise<void> {
    this.#enabled.delete(unit);
  }

  async start(host: Host, unit: string): Promise<void> {
    if (this.#children.get(unit)?.running === true || isTimer(unit)) return;
    const argv = this.#options.programs[unit];
    if (argv === undefined) throw new Error(`no program for ${unit}`);
    const child = await ChildProcess.start(argv, `${this.#options.folder}${logFile(unit)}`);
    this.#children.set(unit, child);
    if ((await child.nextLine()) === "ready") return;
    await child.stop();
    throw outside(`${unit} did not start.`, await this.#said(host, unit));
  }

  async stop(_host: Host, unit: string): Promise<void> {
    await this.#children.get(unit)?.stop();
    this.#children.delete(unit);
  }

  async restart(host: Host, unit: string): Promise<void> {
    await this.stop(host, unit);
    await this.start(host, unit);
  }

  async reload(host: Host, unit: string): Promise<void> {
    if (isTimer(unit)) return;
    const child = this.#children.get(unit);
    child?.signal("SIGHUP");
    const answer = await child?.nextLine();
    if (answer === "reloaded") return;
    throw outside(`${unit} did not take its new configuration.`, answer ?? (await this.#said(host, unit)));
  }

  reloadCommand(unit: string): readonly string[] {
    return ["systemctl", "reload", unit];
  }

  outOfReach(_name: string, argv: readonly string[]): readonly string[] {
    return argv;
  }

  async environment(): Promise<Readonly<Record<string, string>>> {
    return {};
  }

  async mainProcess(_host: Host, unit: string): Promise<number | undefined> {
    return this.#children.get(unit)?.pid;
  }

  /** Ends every service. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#children.values()].map((child) => child.stop()));
    this.#children.clear();
  }

  async #said(host: Host, unit: string): Promise<string> {
    const log = (await host.readFile(logFile(unit)))?.toString("utf8") ?? "";
    return log.trim().split("\n").slice(-lastLines).join("\n");
  }
}

function logFile(unit: string): string {
  return `/var/log/${unit}.log`;
}

/** Its hour never comes while a demo lasts: it is said to run, and that is all. */
function isTimer(unit: string): boolean {
  return unit.endsWith(".timer");
}
