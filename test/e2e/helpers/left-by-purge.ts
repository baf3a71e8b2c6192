import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "../../helpers/box/cache.ts";
import { goldenFolder, type Suite } from "../../helpers/box/golden.ts";
import { diffSnapshots } from "../../helpers/box/snapshot-diff.ts";
import { withBox } from "./in-boxes.ts";

/** What a difference is made by, in its words: another of these makes the control anew. */
const makers = ["snapshot.ts", "snapshot-diff.ts", "generators.ts"].map((file) =>
  readFileSync(fileURLToPath(new URL(`../../helpers/box/${file}`, import.meta.url)), "utf8"),
);

/**
 * What installing and purging these by hand leaves in a box of that suite: no tool of ours can leave less. It follows
 * from the golden box alone, so it is kept with that one: the control took longer than most tests that ask for it.
 */
export async function leftByPurge(suite: Suite, packages: readonly string[]): Promise<readonly string[]> {
  const kept = (folder: string) => join(folder, "differences.json");
  const folder = await cached({
    name: ["purged", suite, ...packages].join("-"),
    recipe: { golden: goldenFolder(suite), packages, makers },
    build: async (unfinished) =>
      writeFileSync(kept(unfinished), JSON.stringify(await runControl(suite, packages))),
  });
  return JSON.parse(readFileSync(kept(folder), "utf8"));
}

function runControl(suite: Suite, wanted: readonly string[]): Promise<readonly string[]> {
  return withBox({ suite }, async (box) => {
    const before = await box.snapshot();
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const apt = (...args: readonly string[]) => box.run(["apt-get", "-y", "-qq", ...args], { env });
    await apt("install", "--no-install-recommends", ...wanted);
    const { packages } = await box.snapshot();
    await apt("purge", ...Object.keys(packages).filter((name) => !(name in before.packages)));
    return diffSnapshots(before, await box.snapshot());
  });
}
