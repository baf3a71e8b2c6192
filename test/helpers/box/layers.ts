import { rmSync } from "node:fs";
import { cached, cachedFolder } from "./cache.ts";
import { startContainer } from "./container.ts";
import { download } from "./download.ts";
import { golden, goldenFolder, type Suite } from "./golden.ts";
import { recipeOf, type Variant } from "./variants.ts";

/** The read-only folders that a box of this kind is laid over, the uppermost first; built where they are missing. */
export async function layersOf(suite: Suite, variant: Variant): Promise<readonly string[]> {
  const { over, ...recipe } = recipeOf(variant);
  const below = over === undefined ? [await golden(suite)] : await layersOf(suite, over);
  if (isEmpty(recipe)) return below;
  const entry = layerOf(suite, variant);
  return [await cached({ ...entry, build: (folder) => build(suite, folder, below, variant) }), ...below];
}

/** The recipe of a layer holds those of all that lie below it, so that a change below makes it anew. */
function layerOf(suite: Suite, variant: Variant): { readonly name: string; readonly recipe: unknown } {
  const { over, ...recipe } = recipeOf(variant);
  const below = over === undefined ? goldenFolder(suite) : cachedFolder(layerOf(suite, over));
  return { name: `${suite}-${variant}`, recipe: { below, recipe } };
}

function isEmpty({ download, install, files, run }: ReturnType<typeof recipeOf>): boolean {
  return [download, install, files, run].every((part) => part === undefined);
}

async function build(
  suite: Suite,
  folder: string,
  layers: readonly string[],
  variant: Variant,
): Promise<void> {
  const { download: packages = [], install = [], files = {}, run = [] } = recipeOf(variant);
  const box = await startContainer({ layers, keepIn: folder, systemd: false, hostname: "box" });
  try {
    if (packages.length > 0) await download(suite, box, packages);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    if (install.length > 0)
      await box.run(["apt-get", "install", "-y", "-qq", ...install], { env, timeout: 600_000 });
    for (const [path, text] of Object.entries(files)) await box.writeFile(path, text);
    for (const argv of run) await box.run(argv);
  } finally {
    box.stop();
    rmSync(`${folder}.work`, { recursive: true, force: true });
  }
}
