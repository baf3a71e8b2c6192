import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { must } from "./command.ts";
import { withLock } from "./lock.ts";

/** Where built boxes are kept between runs; outside the project, so that a clean clone finds them again. */
export const cacheFolder = process.env.WSS_SETUP_CACHE ?? "/var/cache/wss-setup-boxes";

/** How a cached folder is made. Whatever changes its content belongs into `recipe`: its hash is in the folder's name. */
export type Cached = {
  readonly name: string;
  readonly recipe: unknown;
  /** Fills the folder, which is new and empty. */
  readonly build: (folder: string) => Promise<void>;
};

/** The folder a recipe is cached in, whether or not it has been built. */
export function cachedFolder({ name, recipe }: Pick<Cached, "name" | "recipe">): string {
  const hash = createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 12);
  return join(cacheFolder, `${name}_${hash}`);
}

/**
 * The folder with what the recipe says, built when it is missing. It is built under a lock and beside its final place,
 * so a half-built one is never used; folders of the same name with an older recipe are removed.
 */
export async function cached(entry: Cached): Promise<string> {
  const folder = cachedFolder(entry);
  if (existsSync(folder)) return folder;
  return withLock(join(cacheFolder, `${entry.name}.lock`), async () => {
    if (existsSync(folder)) return folder;
    const unfinished = `${folder}.unfinished`;
    await must(["rm", "-rf", "--one-file-system", unfinished]);
    mkdirSync(unfinished, { mode: 0o755 });
    await entry.build(unfinished);
    renameSync(unfinished, folder);
    for (const other of readdirSync(cacheFolder)) {
      const path = join(cacheFolder, other);
      if (other.startsWith(`${entry.name}_`) && path !== folder) {
        await must(["rm", "-rf", "--one-file-system", path]);
      }
    }
    return folder;
  });
}
