import { resolve } from "node:path";
import { paths } from "../../../../src/core/paths.ts";
import type { MemoryHost } from "../../../../src/host/memory-host.ts";

/** What stands on a box, path by path, in a form that can be compared. */
export type Tree = Readonly<Record<string, string>>;

type Entries = Readonly<
  Record<string, { readonly kind: string; readonly content?: string; readonly target?: string }>
>;

/** All of it: files, folders and links, and with them packages, units and rules. */
export function wholeTree(box: MemoryHost): Tree {
  return treeOf(box.toJSON() as Entries);
}

/**
 * All but our own notes, which tell of a run that was taken back. Nor does it count under which number certbot keeps a
 * pair: it never goes back to one that it gave before, but what is served is the same.
 */
export function treeWithoutNotes(box: MemoryHost): Tree {
  const entries = box.toJSON() as Entries;
  const kept = Object.entries(entries).filter(
    ([path]) => !path.startsWith(`${paths.state}/`) && !inArchive.test(path),
  );
  return treeOf(Object.fromEntries(kept.map(([path, entry]) => [path, followed(path, entry, entries)])));
}

/** As above; and keys, with all that follows from them, are those of another run. */
export function treeWithOtherKeys(box: MemoryHost): Tree {
  const tree = treeWithoutNotes(box);
  return Object.fromEntries(Object.entries(tree).map(([path, text]) => [path, withoutKeys(text)]));
}

/** One line for each difference. */
export function differences(before: Tree, after: Tree): readonly string[] {
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return all
    .filter((path) => before[path] !== after[path])
    .map((path) => `${path}: ${shown(before[path])} became ${shown(after[path])}`);
}

function treeOf(entries: Entries): Tree {
  return Object.fromEntries(Object.entries(entries).map(([path, entry]) => [path, JSON.stringify(entry)]));
}

const archive = "/etc/letsencrypt/archive";
const inArchive = new RegExp(`^${archive}/.*/[a-z]+\\d+\\.pem$`);

/** A link of certbot's into its archive stands for what it leads to. */
function followed(path: string, entry: Entries[string], entries: Entries): Entries[string] {
  const target = entry.target === undefined ? "" : resolve(path, "..", entry.target);
  return target.startsWith(archive) ? { kind: entry.kind, content: `${entries[target]?.content}` } : entry;
}

/** PEM and DER, and the sums that a page tells of them. */
function withoutKeys(text: string): string {
  const { content, ...entry } = JSON.parse(text) as { readonly content?: string };
  if (content === undefined) return text;
  const alike = content
    .replace(/-----BEGIN ([A-Z ]+)-----[^-]*-----END \1-----/g, "a $1")
    .replace(/^0\x82.*$/s, "a certificate in DER")
    .replace(/\b(?:[0-9A-F]{2}:){31}[0-9A-F]{2}\b|\b[0-9a-f]{64}\b/g, "a sum");
  return JSON.stringify({ ...entry, content: alike });
}

function shown(text: string | undefined): string {
  return text === undefined ? "nothing" : text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
