import { paths } from "../../core/paths.ts";
import { sha256 } from "../../core/sha256.ts";
import type { PathRecord } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";

/** What is at a path now. */
export async function observePath(host: Host, path: string): Promise<PathRecord> {
  const stat = await host.stat(path);
  if (stat === undefined) return { kind: "absent" };
  const { mode, uid, gid } = stat;
  if (stat.kind === "directory") return { kind: "directory", mode, uid, gid };
  if (stat.kind === "symlink") return { kind: "symlink", target: stat.target ?? "" };
  return { kind: "file", mode, uid, gid, sha256: (await host.digest(path)) ?? sha256("") };
}

/** What is at a path now, its file kept (0600), ACL and extended attributes with it, under a name that no other step uses. */
export async function backUpPath(host: Host, path: string, name: string): Promise<PathRecord> {
  const record = await observePath(host, path);
  if (record.kind !== "file") return record;
  const seen = { path, sha256: record.sha256, whole: true } as const;
  await host.copyFile(seen, `${paths.backups}/${name}`, { mode: 0o600 });
  return { ...record, backup: name };
}

/** Puts back what a record tells of: content, owner, mode and attributes. @throws when the kept bytes are missing or damaged */
export async function restorePath(host: Host, path: string, record: PathRecord): Promise<void> {
  switch (record.kind) {
    case "absent":
      return host.remove(path);
    case "directory":
      // One that an undo was making when it was cut off has no mode and owner of its own yet.
      if ((await host.stat(path))?.kind === "directory") return host.dressDirectory(path, record);
      return host.makeDirectory(path, record);
    case "symlink":
      return host.symlink(record.target, path);
    case "file": {
      const copy = `${paths.backups}/${record.backup ?? ""}`;
      // A record without a copy names the folder, which has no bytes.
      const sum = record.backup === undefined ? undefined : await host.digest(copy);
      if (sum !== record.sha256) throw new Error(`the kept copy of ${path} is missing or damaged`);
      return host.copyFile({ path: copy, sha256: record.sha256, whole: true }, path, record);
    }
  }
}
