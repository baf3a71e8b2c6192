import type { Host } from "../host/host.ts";

const root = "/etc/";

/** What packages own below /etc, folders that they share with others included: dpkg-query(1). */
export async function ownedPaths(host: Host, packages: readonly string[]): Promise<readonly string[]> {
  if (packages.length === 0) return [];
  const { stdout } = await host.run(["dpkg-query", "-L", ...packages]);
  return [...new Set(stdout.split("\n").filter((line) => line.startsWith(root)))];
}

/** The folders below /etc that these packages own and no other does. */
export async function ownFolders(host: Host, packages: readonly string[]): Promise<readonly string[]> {
  const owned = await ownedPaths(host, packages);
  const folders: string[] = [];
  for (const path of owned) if ((await host.stat(path))?.kind === "directory") folders.push(path);
  if (folders.length === 0) return [];
  const owners = parseOwners((await host.run(["dpkg-query", "-S", ...folders])).stdout);
  const ours = new Set(packages);
  const isOurs = (name: string) => ours.has(name) || ours.has(name.replace(/:.*$/, ""));
  return folders.filter((path) => owners.get(path)?.every(isOurs));
}

/** Path → packages, from the lines `a, b: /path` of `dpkg-query -S`. Pure. */
export function parseOwners(output: string): ReadonlyMap<string, readonly string[]> {
  const lines = output.split("\n").map((line) => /^(?!diversion by )(.+?): (\/.*)$/.exec(line));
  return new Map(
    lines.flatMap((match) => {
      const [, names = "", path = ""] = match ?? [];
      return match === null ? [] : [[path, names.split(", ")] as const];
    }),
  );
}

/** Configuration files of these packages that are not as the packages brought them: dpkg(1), --verify. */
export async function editedConffiles(host: Host, packages: readonly string[]): Promise<readonly string[]> {
  return parseVerify((await host.run(["dpkg", "--verify", ...packages])).stdout);
}

/** From lines such as `??5?????? c /etc/nginx/nginx.conf`; what is missing is no edit. Pure. */
export function parseVerify(output: string): readonly string[] {
  return output.split("\n").flatMap((line) => /^\S{2}5\S* +c (\/.*)$/.exec(line)?.[1] ?? []);
}
