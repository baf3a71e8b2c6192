import type { FetchedRecord } from "../../core/journal.ts";
import { challengeRoot } from "../../core/paths.ts";
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

/** Whether each link leads to what one of these led to, be it a copy of that. */
export async function leadTo(host: Host, ...among: readonly FetchedRecord["links"][]): Promise<boolean> {
  const now = await lineageLinks(host);
  for (const path of links) {
    const wanted = await Promise.all(among.map((each) => bytesOf(host, each[path])));
    const bytes = await bytesOf(host, now[path]);
    if (bytes === undefined || !wanted.some((each) => each?.equals(bytes))) return false;
  }
  return true;
}

/**
 * Serves an earlier pair again, as the newest of certbot's archive: to a pair that has a newer one beside it certbot
 * would lead the links by itself at its next renewal (storage.py, ensure_deployed), half a day later.
 * @returns why it cannot be done, or undefined
 */
export async function bringBack(host: Host, before: FetchedRecord["links"]): Promise<string | undefined> {
  const names = await host.list(archive);
  const newest = Math.max(0, ...names.map(numberOf));
  const now = Object.values(await lineageLinks(host));
  if (now.every((target) => numberOf(target) === newest) && (await leadTo(host, before))) return undefined;
  const copies: Record<string, string> = {};
  for (const [path, target] of Object.entries(before)) {
    const bytes = await bytesOf(host, target);
    const stat = await host.stat(fileOf(target));
    if (bytes === undefined || stat === undefined)
      return `${places.live} stays: the certificate of before is not in certbot's archive any more`;
    const copy = target.replace(/\d+\.pem$/, `${newest + 1}.pem`);
    await host.writeFile(fileOf(copy), bytes, stat);
    copies[path] = copy;
  }
  for (const [path, copy] of Object.entries(copies)) await host.symlink(copy, path);
  return undefined;
}

const archive = `${places.folder}/archive/${places.lineage}`;

/** 2 of `cert2.pem`. */
function numberOf(name: string): number {
  return Number(/(\d+)\.pem$/.exec(name)?.[1] ?? 0);
}

/** Where a link of ours with this target leads, without `..` in it. */
function fileOf(target: string): string {
  return new URL(target, `file://${places.live}/`).pathname;
}

async function bytesOf(host: Host, target: string | undefined): Promise<Buffer | undefined> {
  return target === undefined ? undefined : await host.readFile(fileOf(target));
}

/** Takes our lineage away. @returns why it stays, or undefined */
export async function deleteLineage(host: Host, program: string): Promise<string | undefined> {
  if (await isRenewed(host)) {
    const { code, stdout, stderr } = await host.run(deletion(program), { timeout: 60_000 });
    if (code !== 0)
      return `${places.live} stays: certbot could not delete it (${lastLine(`${stdout}\n${stderr}`)})`;
  }
  await clearRuins(host);
  return undefined;
}

/** Whether certbot came to the end of its first order. */
export async function isWhole(host: Host): Promise<boolean> {
  return Object.keys(await lineageLinks(host)).length > 0 && (await isRenewed(host));
}

/** How a pair is renewed certbot writes last into a file that it makes first (storage.py, new_lineage). */
async function isRenewed(host: Host): Promise<boolean> {
  const text = (await host.readFile(places.renewal))?.toString("utf8") ?? "";
  return text.trim() !== "";
}

/**
 * What is there of our lineage when a first order or a deletion was cut off, as by a power cut: certbot knows no such
 * certificate then, and would not make one under its name where files of it are.
 */
export async function clearRuins(host: Host): Promise<void> {
  if (await isRenewed(host)) return;
  for (const path of [places.live, archive, places.renewal]) await removeTree(host, path);
}

/** What our own writes into certbot's folders left when they were cut off. */
export async function clearUnfinished(host: Host): Promise<void> {
  for (const folder of [`${places.folder}/renewal`, places.live, archive]) {
    for (const name of await host.list(folder)) {
      if (/^\..+\.wss-setup-[0-9a-f]+$/.test(name)) await host.remove(`${folder}/${name}`);
    }
  }
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

/** What an order that was cut off put where the proxy serves challenges; the folder is ours. */
export async function clearChallenges(host: Host): Promise<void> {
  const folder = `${challengeRoot}/.well-known/acme-challenge`;
  for (const name of await host.list(folder)) await host.remove(`${folder}/${name}`);
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
