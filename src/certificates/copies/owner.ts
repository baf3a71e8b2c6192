import type { PairCopy } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";

/** Numbers of the user who may read a copy, and of its group (passwd(5)); undefined where there is no such user (yet). */
export async function ownerOf(
  host: Host,
  { owner }: Pick<PairCopy, "owner">,
): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (owner === undefined) return { uid: 0, gid: 0 };
  const users = (await host.readFile("/etc/passwd"))?.toString("utf8") ?? "";
  const fields = users
    .split("\n")
    .map((line) => line.split(":"))
    .find(([name]) => name === owner);
  return fields === undefined ? undefined : { uid: Number(fields[2]), gid: Number(fields[3]) };
}
