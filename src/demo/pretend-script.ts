import type { Host, RunResult } from "../host/host.ts";

/** Beginnings of lines that settle something for a shell and do nothing by themselves. */
const settings = /^(?:#|set |\[ .* \] \|\| exit 0$|$)/;

/**
 * Runs a script of plain commands, one a line, as sh(1) would with `set -e`; each command is one of the pretend box's.
 * @returns as a shell would where there is no such script
 */
export async function runScript(
  path: string,
  host: Host,
  run: (argv: readonly string[]) => Promise<RunResult>,
): Promise<RunResult> {
  const script = (await host.readFile(path))?.toString("utf8");
  if (script === undefined) return { code: 127, stdout: "", stderr: `${path}: not found\n` };
  for (const line of script.split("\n").filter((each) => !settings.test(each))) {
    const result = await run(line.split(" "));
    if (result.code !== 0) return result;
  }
  return { code: 0, stdout: "", stderr: "" };
}
