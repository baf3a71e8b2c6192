import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { RealHost } from "../../src/host/real-host.ts";
import { accessAcl, aclOf, defaultAcl, setAttribute } from "../helpers/attributes.ts";
import { matrix } from "../helpers/matrix.ts";
import { tally } from "../helpers/tally.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { keyThief } from "./key-thief.ts";

const host = new RealHost();
const nobody = 65534;
const generous = { owner: 7, user: [nobody, 7], group: 7, mask: 7, others: 5 } as const;

/**
 * A key takes the place of a file that everybody may read, and whose ACL lets one user do all, again and again, in a
 * folder that hands such an ACL down.
 */
async function writeKeys(count: number): Promise<void> {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  setAttribute(folder, defaultAcl, aclOf(generous));
  const path = join(folder, "wss-setup.key");
  const umask = process.umask(0);
  try {
    await host.writeFile(path, "public", { mode: 0o644 });
    setAttribute(path, accessAcl, aclOf({ ...generous, mask: 4, others: 4 }));
    const thief = keyThief(folder, "secret", nobody);
    // The thief has to be at work, and meets open files on the way.
    await expect.poll(thief.opened).toBeGreaterThan(0);
    const before = thief.opened();
    let written = 0;
    // A busy machine may let the thief wait: the writing goes on until he was there often enough.
    for (; written < count || thief.opened() - before <= count / 10; written++) {
      await host.writeFile(path, "secret", { mode: 0o600 });
      await host.writeFile(path, "public", { mode: 0o644 });
    }
    const { stolen } = await thief.stop();
    tally("key-exposure events in key writes", { tried: written, exact: written - stolen.length });
    expect(stolen).toEqual([]);
  } finally {
    process.umask(umask);
  }
}

if (process.getuid?.() === 0) {
  matrix(
    "writes of a key that another user tries to catch",
    [100, 1_000].map((count) => ({
      title: `nobody else gets a byte of a key while it is written, ${count} times`,
      sampled: count === 100,
      timeout: 300_000,
      run: () => writeKeys(count),
    })),
  );
}
