import type { RunResult } from "../../../src/host/host.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";

/** A file with variables of a unit, and nothing else. */
export const variablesOf = (unit: string) => `/etc/default/${unit}`;

const unitFolders = ["/etc/systemd/system", "/lib/systemd/system"];

/** Which units run, a file each. */
const running = "/run/units";

/** systemctl(1), for units with one file and one link. */
export async function systemctl(
  [, verb = "", ...args]: readonly string[],
  host: MemoryHost,
): Promise<Partial<RunResult>> {
  const unit = args.find((arg) => !arg.startsWith("-")) ?? "";
  switch (verb) {
    case "show":
      return { stdout: await show(unit, host) };
    case "is-enabled":
      return { code: (await isEnabled(host, unit)) ? 0 : 1 };
    case "enable":
      await enableUnit(host, unit);
      return {};
    case "disable":
      await disableUnit(host, unit);
      return {};
    case "start":
    case "restart":
      await startUnit(host, unit);
      return {};
    case "stop":
      await stopUnit(host, unit);
      return {};
    case "reload":
      return (await isActive(host, unit)) ? {} : { code: 1, stderr: `${unit} is not active.\n` };
    case "daemon-reload":
    case "reset-failed":
      return {};
    default:
      return { code: 1, stderr: `systemctl: no ${verb} here\n` };
  }
}

export async function enableUnit(host: MemoryHost, unit: string): Promise<void> {
  if (await isEnabled(host, unit)) return;
  const folder =
    (await host.stat(`${unitFolders[0]}/${unit}`)) === undefined ? unitFolders[1] : unitFolders[0];
  await host.symlink(`${folder}/${unit}`, wanted(unit));
}

export async function disableUnit(host: MemoryHost, unit: string): Promise<void> {
  if (await isEnabled(host, unit)) await host.remove(wanted(unit));
}

export async function startUnit(host: MemoryHost, unit: string): Promise<void> {
  if (!(await isActive(host, unit))) await host.writeFile(`${running}/${unit}`, "", { mode: 0o644 });
}

export async function stopUnit(host: MemoryHost, unit: string): Promise<void> {
  if (await isActive(host, unit)) await host.remove(`${running}/${unit}`);
}

export async function isActive(host: MemoryHost, unit: string): Promise<boolean> {
  return (await host.stat(`${running}/${unit}`)) !== undefined;
}

async function isEnabled(host: MemoryHost, unit: string): Promise<boolean> {
  return (await host.stat(wanted(unit))) !== undefined;
}

async function show(unit: string, host: MemoryHost): Promise<string> {
  const files = await Promise.all(unitFolders.map((folder) => host.stat(`${folder}/${unit}`)));
  const loaded = files.some((file) => file !== undefined);
  const active = await isActive(host, unit);
  return [
    `LoadState=${loaded ? "loaded" : "not-found"}`,
    `ActiveState=${active ? "active" : "inactive"}`,
    `UnitFileState=${(await isEnabled(host, unit)) ? "enabled" : loaded ? "disabled" : ""}`,
    "Type=notify",
    "Result=success",
    `MainPID=${active ? 812 : 0}`,
    ...((await host.stat(variablesOf(unit))) === undefined
      ? []
      : [`EnvironmentFiles=${variablesOf(unit)} (ignore_errors=no)`]),
    "",
  ].join("\n");
}

/** One folder for all kinds of units: nobody asks where the link is. */
function wanted(unit: string): string {
  return `/etc/systemd/system/multi-user.target.wants/${unit}`;
}
