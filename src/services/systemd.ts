import { exitCode, Failure, outside } from "../core/errors.ts";
import type { UnitFacts } from "../core/facts.ts";
import { withoutValues } from "../core/without-values.ts";
import type { Host } from "../host/host.ts";
import type { ServiceManager } from "./service.ts";
import { unitEnvironment } from "./unit-environment.ts";
import { hasStarted, parseUnits, type UnitProperties, unitFacts, unitProperties } from "./unit-properties.ts";

/** systemd as the running init (systemctl(1)). */
export const systemd: ServiceManager = {
  id: "systemd",
  state,
  reloadUnits,
  enable,
  disable,
  start,
  stop,
  restart,
  reload,
  reloadCommand: (unit) => ["systemctl", "reload", service(unit)],
  outOfReach,
  environment: async (host, unit) => (await unitEnvironment(host, service(unit))) ?? {},
  mainProcess,
};

async function state(host: Host, unit: string): Promise<UnitFacts> {
  const properties = await show(host, unit);
  const facts = unitFacts(properties);
  if (properties.UnitFileState !== "generated") return facts;
  // The unit of a System V script: whether it starts at boot is in the links of /etc/rc?.d.
  const { code } = await host.run(["systemctl", "is-enabled", "--quiet", service(unit)], { timeout });
  return { ...facts, enabled: code === 0 };
}

async function reloadUnits(host: Host): Promise<void> {
  await systemctl(host, ["daemon-reload"], "systemd could not reread its unit files.");
}

async function enable(host: Host, unit: string): Promise<void> {
  await refuseUnusable(host, unit);
  await systemctl(host, ["enable", "--quiet", service(unit)], `${unit} could not be set to start at boot.`);
}

async function disable(host: Host, unit: string): Promise<void> {
  if (!(await state(host, unit)).enabled) return;
  await systemctl(
    host,
    ["disable", "--quiet", service(unit)],
    `${unit} could not be kept from starting at boot.`,
  );
}

function start(host: Host, unit: string): Promise<void> {
  return bringUp(host, unit, "start");
}

function restart(host: Host, unit: string): Promise<void> {
  return bringUp(host, unit, "restart");
}

async function bringUp(host: Host, unit: string, how: "start" | "restart"): Promise<void> {
  await refuseUnusable(host, unit);
  // systemctl waits for the job to end; a unit of Type=simple may still have died right after.
  const { code, stderr } = await host.run(["systemctl", how, service(unit)], { timeout });
  if (code === 0 && hasStarted(await show(host, unit))) return;
  throw await failure(host, unit, `${unit} did not ${how}.`, stderr);
}

async function stop(host: Host, unit: string): Promise<void> {
  if (unitFacts(await show(host, unit)).loaded) {
    await systemctl(host, ["stop", service(unit)], `${unit} did not stop.`);
  }
  if ((await show(host, unit)).ActiveState !== "failed") return;
  // It is stopped, or even its file is gone, but systemd remembers how it ended.
  await systemctl(host, ["reset-failed", service(unit)], `systemd does not forget ${unit}.`);
}

async function reload(host: Host, unit: string): Promise<void> {
  // A timer has no configuration of its own to take up, and systemd refuses to reload one.
  if (unit.endsWith(".timer")) return;
  await refuseUnusable(host, unit);
  const { code, stderr } = await host.run(["systemctl", "reload", service(unit)], { timeout });
  if (code === 0) return;
  throw await failure(host, unit, `${unit} did not take its new configuration.`, stderr);
}

/** A scope is a unit around a process that stays ours, with its pipes (systemd-run(1)); logind ends no other's at a logout. */
function outOfReach(name: string, argv: readonly string[]): readonly string[] {
  return ["systemd-run", "--scope", "--collect", "--quiet", `--unit=${name}`, "--", ...argv];
}

async function mainProcess(host: Host, unit: string): Promise<number | undefined> {
  const { MainPID } = await show(host, unit, ["MainPID"]);
  // 0: nothing of it runs.
  return Number(MainPID) || undefined;
}

/** A masked or missing unit is the operator's affair, and systemd's own words about it help nobody. */
async function refuseUnusable(host: Host, unit: string): Promise<void> {
  const { loaded, masked } = await state(host, unit);
  if (masked) throw unusable(`${unit} is masked, so it cannot be started.`, `systemctl unmask ${unit}`);
  if (!loaded) throw unusable(`There is no usable unit ${service(unit)}.`, `systemctl status ${unit}`);
}

function unusable(message: string, next: string): Failure {
  return new Failure(message, { kind: "operator", exitCode: exitCode.failedAndRolledBack, next });
}

async function show(
  host: Host,
  unit: string,
  wanted: readonly string[] = unitProperties,
): Promise<UnitProperties> {
  const properties = `--property=${wanted.join(",")}`;
  return (
    parseUnits(await systemctl(host, ["show", properties, service(unit)], "systemd does not answer."))[0] ??
    {}
  );
}

async function failure(host: Host, unit: string, message: string, stderr: string): Promise<Failure> {
  const argv = ["journalctl", "--unit", service(unit), "--lines=10", "--no-pager", "--output=cat", "--quiet"];
  const { stdout } = await host.run(argv, { timeout });
  // Some programs, such as Debian's Caddy, begin by telling their log what they were given: without knowing what that is,
  // nothing can be hidden in it.
  const variables = await unitEnvironment(host, service(unit)).catch(() => undefined);
  const last = variables === undefined ? "" : withoutValues(stdout.trim(), variables);
  return outside(message, [stderr.trim(), last].filter((text) => text !== "").join("\n"));
}

async function systemctl(host: Host, args: readonly string[], message: string): Promise<string> {
  const { code, stdout, stderr } = await host.run(["systemctl", ...args], { timeout });
  if (code !== 0) throw outside(message, (stderr || stdout).trim());
  return stdout;
}

/** systemd gives a unit 90 seconds to start or stop before it acts itself (DefaultTimeoutStartSec). */
const timeout = 120_000;

function service(unit: string): string {
  return /\.(service|timer|socket|path)$/.test(unit) ? unit : `${unit}.service`;
}
