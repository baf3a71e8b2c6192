import type { Host } from "../host/host.ts";

export interface PackageState {
  /** `installed`, `config-files` (removed, its configuration kept), or one of the states in between: dpkg(1). */
  readonly status: string;
  readonly version: string;
}

/** By the name that apt gives them: with `:ARCHITECTURE` where that is not the box's own. */
export type PackageList = Readonly<Record<string, PackageState>>;

/** All packages that dpkg knows in any state but `not-installed`, dpkg-query(1). */
export async function listPackages(host: Host): Promise<PackageList> {
  const native = (await host.run(["dpkg", "--print-architecture"])).stdout.trim();
  const format = "-f=${Package}\\t${Architecture}\\t${db:Status-Status}\\t${Version}\\n";
  return parsePackages((await host.run(["dpkg-query", "-W", format])).stdout, native);
}

/** Pure. */
export function parsePackages(output: string, native: string): PackageList {
  const rows = output.split("\n").map((line) => line.split("\t"));
  return Object.fromEntries(
    rows.flatMap(([name = "", architecture = "", status = "", version = ""]) => {
      if (name === "" || status === "not-installed") return [];
      const foreign = !["", "all", native].includes(architecture);
      return [[foreign ? `${name}:${architecture}` : name, { status, version }] as const];
    }),
  );
}
