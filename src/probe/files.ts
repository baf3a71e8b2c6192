import type { FileFacts } from "../core/facts.ts";
import { textOf } from "../core/file-text.ts";
import { sha256 } from "../core/sha256.ts";
import type { Host } from "../host/host.ts";

/** What is needed beyond kind, mode and owner. */
export interface Closely {
  /** Paths whose text is needed; never one that may hold a key. */
  readonly texts: ReadonlySet<string>;
  /** Folders of which it is needed what is in them. */
  readonly folders?: ReadonlySet<string>;
}

/** What stands at each path; links are told, not followed. */
export async function probeFiles(
  host: Host,
  paths: readonly string[],
  { texts, folders = new Set() }: Closely,
): Promise<Readonly<Record<string, FileFacts>>> {
  const all = [...new Set([...paths, ...texts])];
  const found = await Promise.all(
    all.map(async (path) => [path, await look(host, path, texts.has(path), folders.has(path))] as const),
  );
  return Object.fromEntries(found);
}

async function look(host: Host, path: string, withText: boolean, withNames: boolean): Promise<FileFacts> {
  const there = await host.stat(path);
  if (there === undefined) return { kind: "absent" };
  const { kind, mode, uid, gid, target } = there;
  if (kind === "symlink") return { kind, target: target ?? "" };
  if (kind === "directory")
    return { kind, mode, uid, gid, ...(withNames ? { names: await host.list(path) } : {}) };
  if (kind === "other") return { kind };
  const content = withText ? await host.readFile(path) : undefined;
  const sum = content === undefined ? await host.digest(path) : sha256(content);
  // Gone between the two looks.
  if (sum === undefined) return { kind: "absent" };
  return {
    kind,
    mode,
    uid,
    gid,
    sha256: sum,
    ...(content === undefined ? {} : { text: textOf(content) }),
  };
}
