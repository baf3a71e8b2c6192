import type { UnitFacts } from "../core/facts.ts";

/** Properties to ask `systemctl show` for (systemctl(1), org.freedesktop.systemd1(5)). */
export const unitProperties = [
  "LoadState",
  "ActiveState",
  "UnitFileState",
  "Type",
  "Result",
  "InvocationID",
] as const;

export type UnitProperties = Readonly<Record<string, string>>;

/** One block of `systemctl show --property=…` for each unit, in the order they were asked for. Pure. */
export function parseUnits(output: string): readonly UnitProperties[] {
  return output
    .trim()
    .split(/\n\n+/)
    .map((block) =>
      Object.fromEntries(
        block
          .split("\n")
          .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      ),
    );
}

/** A unit that systemd does not know is neither loaded nor anything else. Pure. */
export function unitFacts(unit: UnitProperties): UnitFacts {
  const active = unit.ActiveState === "active" || unit.ActiveState === "reloading";
  return {
    loaded: unit.LoadState === "loaded",
    active,
    enabled: ["enabled", "enabled-runtime", "alias"].includes(unit.UnitFileState ?? ""),
    masked: unit.LoadState === "masked",
    // One that ended keeps it.
    ...(active && unit.InvocationID ? { invocation: unit.InvocationID } : {}),
  };
}

/** Whether `systemctl start` did what it should: a one-shot that stays down after success has run. Pure. */
export function hasStarted(unit: UnitProperties): boolean {
  return (
    unitFacts(unit).active ||
    (unit.Type === "oneshot" && unit.ActiveState === "inactive" && unit.Result === "success")
  );
}
