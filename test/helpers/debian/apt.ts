import type { RunResult } from "../../../src/host/host.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";
import { configure, purge, remove, unpack } from "./dpkg.ts";
import { dependentsOf, type KnownPackages, packageNamed, readStatus } from "./dpkg-database.ts";

/** apt-get(8): install, remove and purge, and the simulation of each. */
export async function aptGet(argv: readonly string[], host: MemoryHost): Promise<Partial<RunResult>> {
  const end = argv.indexOf("--");
  const names = argv.slice(end + 1);
  const verb = argv[end - 1] === "--reinstall" ? "reinstall" : argv[end - 1];
  const known = await readStatus(host);
  const simulated = argv[1] === "-s";
  if (verb === "install" || verb === "reinstall") {
    const coming = comingWith(names, verb === "reinstall" ? {} : known);
    if (!simulated) await install(coming, host);
    return { stdout: said("Inst", coming, { suffix: "(stable [amd64])" }) };
  }
  const going = [...dependentsOf(names, known), ...names].filter((name) => known[name] !== undefined);
  if (!simulated) {
    for (const name of going) await remove(name, host);
    if (verb === "purge") for (const name of going) await purge(name, host);
  }
  return { stdout: said(verb === "purge" ? "Purg" : "Remv", going, { suffix: "[there]" }) };
}

/** apt-cache(8): only `policy`. */
export async function aptCache(
  [, , ...names]: readonly string[],
  host: MemoryHost,
): Promise<Partial<RunResult>> {
  const known = await readStatus(host);
  const blocks = names.map((name) => {
    const { version } = packageNamed(name);
    const installed = known[name]?.status === "installed" ? version : "(none)";
    return `${name}:\n  Installed: ${installed}\n  Candidate: ${version}\n`;
  });
  return { stdout: blocks.join("") };
}

/** All are unpacked before the first is configured. */
async function install(names: readonly string[], host: MemoryHost): Promise<void> {
  for (const name of names) await unpack(name, host);
  for (const name of names) await configure(name, host);
}

/** What is needed first. */
function comingWith(names: readonly string[], known: KnownPackages): readonly string[] {
  const all = names.flatMap((name) => [...comingWith(packageNamed(name).depends ?? [], known), name]);
  return [...new Set(all)].filter((name) => known[name]?.status !== "installed");
}

function said(verb: string, names: readonly string[], { suffix }: { readonly suffix: string }): string {
  return names.map((name) => `${verb} ${name} ${suffix}\n`).join("");
}
