import type { FileFacts } from "../core/facts.ts";
import { sha256 } from "../core/sha256.ts";
import type { Host } from "../host/host.ts";

/**
 * What stands at each path; links are told, not followed.
 * @param texts paths whose text is needed; never give one that may hold a key
 */
export async function probeFiles(
  host: Host,
  paths: readonly string[],
  texts: ReadonlySet<string>,
): Promise<Readonly<Record<string, FileFacts>>> {
  const all = [...new Set([...paths, ...texts])];
  const found = await Promise.all(
    all.map(async (path) => [path, await look(host, path, texts.has(path))] as const),
  );
  return Object.fromEntries(found);
}

async function look(host: Host, path: string, withText: boolean): Promise<FileFacts> {
  const there = await host.stat(path);
  if (there === undefined) return { kind: "absent" };
  const { kind, mode, uid, gid, target } = there;
  if (kind === "symlink") return { kind, target: target ?? "" };
  if (kind === "directory") return { kind, mode, uid, gid };
  if (kind === "other") return { kind };
  const content = await host.readFile(path);
  // Gone between the two looks.
  if (content === undefined) return { kind: "absent" };
  return {
    kind,
    mode,
    uid,
    gid,
    sha256: sha256(content),
    ...(withText ? { text: content.toString("utf8") } : {}),
  };
}
