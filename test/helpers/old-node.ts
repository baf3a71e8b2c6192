import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "wss-setup");

/**
 * A folder with `node` and `npm` of just these versions, to be put first in PATH; from npm when it is not cached yet.
 * @throws what npm said, where it cannot fetch them
 */
export function oldNode(node: string, npm: string): string {
  const folder = join(cache, `old-node-${node}-npm-${npm}`);
  const bin = join(folder, "node_modules/.bin");
  if (existsSync(bin)) return bin;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, "fresh-"));
  const options = ["--prefix", fresh, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const packages = [`node-${process.platform}-${process.arch}@${node}`, `npm@${npm}`];
  execFileSync("npm", ["install", ...options, ...packages], { stdio: ["ignore", "ignore", "pipe"] });
  if (existsSync(folder)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, folder);
  return bin;
}
