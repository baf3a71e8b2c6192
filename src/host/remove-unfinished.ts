import { dirname } from "node:path";
import type { Host } from "./host.ts";
import { temporaryFilePrefix } from "./temporary-file.ts";

/** A write that was cut off leaves a file beside the path that nobody has seen; it may hold a key. */
export async function removeUnfinished(host: Host, path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await host.list(folder)) {
    if (name.startsWith(temporaryFilePrefix(path))) await host.remove(`${folder}/${name}`);
  }
}
