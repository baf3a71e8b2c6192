import { outside } from "../core/errors.ts";
import type { Host } from "../host/host.ts";
import { type AptContext, apt, dpkg, lastLines, simulate } from "./apt.ts";
import { parseSimulation } from "./apt-output.ts";
import type { TakeBack } from "./take-back.ts";

/** What a purge of these packages would take with it. */
export async function simulatePurge(host: Host, packages: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await simulate(host, ["purge", "--", ...packages]);
  if (code !== 0) throw outside("apt cannot plan the removal", lastLines(stderr));
  return parseSimulation(stdout).removed;
}

/**
 * Takes packages away, those too that stayed in pieces: apt does nothing about such a one but install it anew.
 * All are removed before any is purged, as a purge of one purges whatever needs it as well.
 * @throws Failure with what apt or dpkg said
 */
export async function takeAway(context: AptContext, { purge, remove }: TakeBack): Promise<void> {
  await takeTorn(context, "--remove", remove);
  await takeTorn(context, "--purge", purge);
  if (remove.length > 0) await taking(context, "remove", [...remove, ...purge]);
  if (purge.length > 0) await taking(context, "purge", purge);
}

/**
 * Installs anew what was cut off while dpkg unpacked it: dpkg knows none of its files, so that it could not remove them
 * either. Where the archive is gone it stays in pieces.
 */
export async function mendTorn(context: AptContext, packages: readonly string[]): Promise<void> {
  const torn = await tornPackages(context.host, packages);
  if (torn.length > 0) await apt(context, ["--no-remove", "install", "--reinstall", "--", ...torn]);
}

async function taking(context: AptContext, verb: string, packages: readonly string[]): Promise<void> {
  const { code, stderr } = await apt(context, [verb, "--", ...packages]);
  if (code !== 0) throw outside(`apt could not ${verb} ${packages.join(", ")}`, lastLines(stderr));
}

async function takeTorn(context: AptContext, verb: string, packages: readonly string[]): Promise<void> {
  const torn = await tornPackages(context.host, packages);
  if (torn.length === 0) return;
  const { code, stderr } = await dpkg(context, [verb, "--force-remove-reinstreq", "--", ...torn]);
  if (code !== 0) throw outside(`dpkg could not remove ${torn.join(", ")}`, lastLines(stderr));
}

/** Those of the packages that dpkg wants installed anew, dpkg-query(1), `db:Status-Eflag`. */
async function tornPackages(host: Host, packages: readonly string[]): Promise<readonly string[]> {
  if (packages.length === 0) return [];
  const format = "-f=${binary:Package} ${db:Status-Eflag}\n";
  const { stdout } = await host.run(["dpkg-query", "-W", format, "--", ...packages]);
  return stdout
    .split("\n")
    .filter((line) => line.endsWith(" reinstreq"))
    .map((line) => line.slice(0, line.indexOf(" ")));
}
