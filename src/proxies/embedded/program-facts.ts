import { atLeast } from "../../core/at-least.ts";
import type { Facts } from "../../core/facts.ts";
import type { Host, SeenFile } from "../../host/host.ts";

/** What the probe saw: the files that come along with the program, and the box's own Node. */
export interface ProgramFacts {
  /** Our server in one file; undefined: this copy of the program lacks it. */
  readonly server?: SeenFile;
  /** The Node that runs us; undefined where the box's own does. */
  readonly node?: SeenFile;
  /** A Node of the box's own that the server runs on. */
  readonly boxNode?: string;
}

/** What came along with the program that runs. */
export interface ProgramFiles {
  readonly server: string;
  readonly node: string;
}

/** The build puts the server beside the program. */
export const programFiles: ProgramFiles = {
  server: `${import.meta.dirname}/embedded-server.mjs`,
  node: process.execPath,
};

/** What the server is written for. */
const oldestNode = "22.12.0";

/** Where the box's own programs are looked for, in this order. */
const searchPath = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Looks, changes nothing. A Node of the box's own is not read: its hash tells nobody anything. */
export async function probeProgram(host: Host, files: ProgramFiles = programFiles): Promise<ProgramFacts> {
  const server = await seen(host, files.server);
  const boxNode = await nodeOfBox(host);
  const node = boxNode === undefined ? await seen(host, files.node) : undefined;
  return { ...(server && { server }), ...(node && { node }), ...(boxNode !== undefined && { boxNode }) };
}

/** What the probe of these facts saw; nothing where it did not look. */
export function programFacts({ proxies }: Facts): ProgramFacts {
  return (proxies.embedded ?? {}) as ProgramFacts;
}

async function seen(host: Host, path: string): Promise<SeenFile | undefined> {
  const sha256 = await host.digest(path);
  return sha256 === undefined ? undefined : { path, sha256 };
}

/** One that is new enough and root's alone to change; a link may lead to where the service's user may not go. */
async function nodeOfBox(host: Host): Promise<string | undefined> {
  for (const folder of searchPath) {
    const path = `${folder}/node`;
    const there = await host.stat(path);
    if (there === undefined) continue;
    if (there.kind !== "file" || there.uid !== 0 || (there.mode & 0o022) !== 0) return undefined;
    const { code, stdout } = await host.run(["node", "--version"]);
    return code === 0 && atLeast(stdout.trim().replace(/^v/, ""), oldestNode) ? path : undefined;
  }
  return undefined;
}
