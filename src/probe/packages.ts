import type { PackageFacts } from "../core/facts.ts";
import type { Host } from "../host/host.ts";

/** What is installed of these packages, and what apt would install of those that are not (dpkg-query(1), apt-cache(8)). */
export async function probePackages(
  host: Host,
  names: readonly string[],
): Promise<Readonly<Record<string, PackageFacts>>> {
  const installed = await installedOf(host, names);
  const missing = names.filter((name) => !installed.has(name));
  const candidates = await candidatesOf(host, missing);
  const unknown = missing.filter((name) => !candidates.has(name));
  const lists = unknown.length > 0 && (candidates.size > 0 || (await hasLists(host)));
  return Object.fromEntries(
    names.map((name) => {
      const [version, candidate] = [installed.get(name), candidates.get(name)];
      return [
        name,
        {
          ...(version === undefined ? {} : { installed: version }),
          ...(candidate === undefined ? {} : { candidate }),
          ...(lists && unknown.includes(name) ? { unknown: true } : {}),
        },
      ];
    }),
  );
}

/** Whether apt knows of more than what is installed: a fresh image has no lists until `apt-get update`. */
async function hasLists(host: Host): Promise<boolean> {
  const { stdout } = await host.run(["apt-cache", "policy"], { timeout: 30_000 });
  return parseSources(stdout).some((source) => source !== "/var/lib/dpkg/status");
}

async function installedOf(host: Host, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const format = "${binary:Package}\\t${db:Status-Status}\\t${Version}\\n";
  // It exits 1 when one of the names is unknown, and tells the others all the same.
  const { stdout } = await host.run(["dpkg-query", "--show", `--showformat=${format}`, ...names], {
    timeout: 30_000,
  });
  return parseInstalled(stdout);
}

/** apt-cache builds its cache anew where none is kept, which takes a second: it is asked only when it must be. */
async function candidatesOf(host: Host, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const { stdout } = await host.run(["apt-cache", "policy", ...names], { timeout: 30_000 });
  return parseCandidates(stdout);
}

/** Name → version of what is installed whole; a package that left its configuration behind is not. Pure. */
export function parseInstalled(output: string): ReadonlyMap<string, string> {
  const lines = output.split("\n").map((line) => line.split("\t"));
  return new Map(
    lines.flatMap(([name = "", status, version]) =>
      status === "installed" && version !== undefined ? [[name.replace(/:.*/, ""), version] as const] : [],
    ),
  );
}

/** Name → version that apt would install now. Pure; the output of `apt-cache policy` in the C locale. */
export function parseCandidates(output: string): ReadonlyMap<string, string> {
  const blocks = output.matchAll(/^(\S+):\n {2}Installed: .*\n {2}Candidate: (.*)$/gm);
  return new Map(
    [...blocks].flatMap(([, name = "", version = "(none)"]) =>
      version === "(none)" ? [] : [[name, version] as const],
    ),
  );
}

/** Where apt has lists from. Pure; the output of `apt-cache policy` without a name. */
export function parseSources(output: string): readonly string[] {
  return [...output.matchAll(/^ *-?\d+ (\S+)/gm)].map(([, source = ""]) => source);
}
