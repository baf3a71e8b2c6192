import { exitCode, Failure, outside } from "../core/errors.ts";
import type { UnitFacts } from "../core/facts.ts";
import type { Host } from "../host/host.ts";
import type { ServiceManager } from "./service.ts";

/** System V scripts, where systemd does not run: containers, chroots, sysvinit (service(8), update-rc.d(8)). */
export const sysv: ServiceManager = {
  id: "sysv",
  state,
  reloadUnits: async () => undefined,
  enable,
  disable,
  start,
  stop,
  restart,
  reload,
  reloadCommand: (unit) => ["service", unit, "reload"],
  // A session of its own, as every program of ours has, is all there is.
  outOfReach: (_name, argv) => argv,
  // What a script sets for its service is its own affair.
  environment: async () => ({}),
  mainProcess,
};

async function state(host: Host, unit: string): Promise<UnitFacts> {
  const loaded = await exists(host, unit);
  const active = loaded && (await service(host, unit, "status")).code === 0;
  const invocation = active ? await invocationOf(host, unit) : undefined;
  const enabled = await startsAtBoot(host, unit);
  return { loaded, active, enabled, masked: false, ...(invocation === undefined ? {} : { invocation }) };
}

async function enable(host: Host, unit: string): Promise<void> {
  await refuseMissing(host, unit);
  if (await startsAtBoot(host, unit)) return;
  await updateRc(host, [unit, "defaults"], `${unit} could not be set to start at boot.`);
  await updateRc(host, [unit, "enable"], `${unit} could not be set to start at boot.`);
}

async function disable(host: Host, unit: string): Promise<void> {
  if (!(await startsAtBoot(host, unit))) return;
  await updateRc(host, [unit, "disable"], `${unit} could not be kept from starting at boot.`);
}

function start(host: Host, unit: string): Promise<void> {
  return bringUp(host, unit, "start");
}

function restart(host: Host, unit: string): Promise<void> {
  return bringUp(host, unit, "restart");
}

async function bringUp(host: Host, unit: string, how: "start" | "restart"): Promise<void> {
  await refuseMissing(host, unit);
  const { code, said } = await service(host, unit, how);
  // Some scripts say success whatever happens: the state counts.
  if (code !== 0 || !(await state(host, unit)).active) throw outside(`${unit} did not ${how}.`, said);
}

async function stop(host: Host, unit: string): Promise<void> {
  if (!(await exists(host, unit))) return;
  const { said } = await service(host, unit, "stop");
  if ((await state(host, unit)).active) throw outside(`${unit} did not stop.`, said);
}

async function reload(host: Host, unit: string): Promise<void> {
  await refuseMissing(host, unit);
  const { code, said } = await service(host, unit, "reload");
  if (code !== 0) throw outside(`${unit} did not take its new configuration.`, said);
}

async function mainProcess(host: Host, _unit: string, pidFile: string): Promise<number | undefined> {
  const text = (await host.readFile(pidFile))?.toString("latin1").trim() ?? "";
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

/** Process id and start time of what wrote its id where services do (FHS 3.0, section 3.15). */
async function invocationOf(host: Host, unit: string): Promise<string | undefined> {
  for (const pidFile of [`/run/${unit}.pid`, `/run/${unit}/${unit}.pid`]) {
    const pid = await mainProcess(host, unit, pidFile);
    const stat = pid === undefined ? undefined : await host.readFile(`/proc/${pid}/stat`);
    // proc(5): field 22, in clock ticks since the boot; the name in field 2 may hold blanks.
    const started = stat?.toString("latin1").split(") ").at(-1)?.split(" ")[19];
    if (started !== undefined) return `${pid} ${started}`;
  }
  return undefined;
}

async function refuseMissing(host: Host, unit: string): Promise<void> {
  if (await exists(host, unit)) return;
  throw new Failure(`There is no service script /etc/init.d/${unit}.`, {
    kind: "operator",
    exitCode: exitCode.failedAndRolledBack,
  });
}

async function exists(host: Host, unit: string): Promise<boolean> {
  return (await host.stat(`/etc/init.d/${unit}`)) !== undefined;
}

/** A link `S##name` in the folder of a run level that serves users (LSB: 2 to 5). */
async function startsAtBoot(host: Host, unit: string): Promise<boolean> {
  const levels = await Promise.all([2, 3, 4, 5].map((level) => host.list(`/etc/rc${level}.d`)));
  return levels.flat().some((name) => /^S\d\d/.test(name) && name.slice(3) === unit);
}

async function service(
  host: Host,
  unit: string,
  verb: string,
): Promise<{ readonly code: number; readonly said: string }> {
  const { code, stdout, stderr } = await host.run(["service", unit, verb], { timeout: 120_000 });
  return { code, said: [stderr.trim(), stdout.trim()].filter((text) => text !== "").join("\n") };
}

async function updateRc(host: Host, args: readonly string[], message: string): Promise<void> {
  const { code, stdout, stderr } = await host.run(["update-rc.d", ...args], { timeout: 60_000 });
  if (code !== 0) throw outside(message, (stderr || stdout).trim());
}
