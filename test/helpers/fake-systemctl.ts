import type { RunResult } from "../../src/host/host.ts";

/** A systemctl for one unit that runs and is enabled, and stays so; every command succeeds. */
export function fakeSystemctl(argv: readonly string[]): Partial<RunResult> | undefined {
  if (argv[0] !== "systemctl") return undefined;
  if (argv[1] !== "show") return { code: 0 };
  return { code: 0, stdout: "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n" };
}
