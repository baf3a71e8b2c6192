import type { FetchedRecord } from "../../core/journal.ts";
import type { Host } from "../../host/host.ts";
import { deletion } from "./arguments.ts";
import { links, places } from "./places.ts";

/** The folders that certbot makes for itself and fills. */
const bookkeeping = ["accounts", "archive", "csr", "keys", "live", "renewal"];

/** Where the links of our lineage lead now; empty: there is none. */
export async function lineageLinks(host: Host): Promise<FetchedRecord["links"]> {
  const found: Record<string, string> = {};
  for (const path of links) {
    const stat = await host.stat(path);
    if (stat?.kind === "symlink" && stat.target !== undefined) found[path] = stat.target;
  }
  return found;
}

/** Whether certbot keeps nothing at all yet, of ours or of anybody. */
export async function isFresh(host: Host): Promise<boolean> {
  const kept = await Promise.all(bookkeeping.map((name) => host.list(`${places.folder}/${name}`)));
  return kept.every((names) => names.length === 0);
}

/** Points the links back to an earlier pair: certbot's archive keeps every one. */
export async function pointBack(host: Host, before: FetchedRecord["links"]): Promise<void> {
  for (const [path, target] of Object.entries(before)) {
    if ((await host.stat(path))?.target !== target) await host.symlink(target, path);
  }
}

/** Takes our lineage away. @returns why it stays, or undefined */
export async function deleteLineage(host: Host, program: string): Promise<string | undefined> {
  if ((await host.stat(places.renewal)) === undefined && (await host.stat(places.live)) === undefined) return;
  const { code, stdout, stderr } = await host.run(deletion(program), { timeout: 60_000 });
  if (code === 0) return undefined;
  return `${places.live} stays: certbot could not delete it (${lastLine(`${stdout}\n${stderr}`)})`;
}

/** What certbot makes for itself: account, requests, empty folders. Goes only while no other lineage is left. */
export async function clearBookkeeping(host: Host): Promise<void> {
  if ((await host.list(`${places.folder}/renewal`)).length > 0) return;
  for (const name of bookkeeping) {
    await removeTree(host, `${places.folder}/${name}`);
  }
  for (const name of ["deploy", "post", "pre"]) await removeEmpty(host, `${places.hooks}/${name}`);
  await removeEmpty(host, places.hooks);
}

async function removeTree(host: Host, path: string): Promise<void> {
  if ((await host.stat(path))?.kind === "directory") {
    for (const name of await host.list(path)) await removeTree(host, `${path}/${name}`);
  }
  await host.remove(path);
}

async function removeEmpty(host: Host, path: string): Promise<void> {
  const stat = await host.stat(path);
  if (stat?.kind === "directory" && (await host.list(path)).length === 0) await host.remove(path);
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
