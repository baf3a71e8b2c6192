import { bracketed } from "../../core/bracketed.ts";
import type { Problem } from "../../core/finding.ts";
import { places } from "./places.ts";
import type { Site } from "./site.ts";

/** What nginx takes by itself on most processors: one cache line. */
const standard = 64;

/** Bucket sizes that long names and origins need; nginx refuses to start with smaller ones. */
export function hashBucketsFor(
  { names, origins }: Pick<Site, "names" | "origins">,
  present: Readonly<Record<string, number>>,
): { readonly add: Readonly<Record<string, number>>; readonly problems: readonly Problem[] } {
  const wanted = {
    server_names_hash_bucket_size: bucketFor(names.map(bracketed)),
    map_hash_bucket_size: bucketFor(origins === "any" ? [] : origins),
  };
  const tooSmall = Object.entries(wanted).filter(([name, size]) => size > (present[name] ?? standard));
  return {
    add: Object.fromEntries(tooSmall.filter(([name]) => present[name] === undefined)),
    problems: tooSmall
      .filter(([name]) => present[name] !== undefined)
      .map(([name, size]) => ({
        text: `Names this long need "${name} ${size};" and nginx's configuration says ${present[name]}.`,
        next: `editor ${places.main}`,
      })),
  };
}

/** Two pointers, two bytes and the key, aligned (`NGX_HASH_ELT_SIZE` in src/core/ngx_hash.c), as a power of two. */
function bucketFor(keys: readonly string[]): number {
  const longest = Math.max(0, ...keys.map((key) => key.length));
  const bytes = 16 + 8 * Math.ceil((longest + 2) / 8);
  return Math.max(standard, 2 ** Math.ceil(Math.log2(bytes)));
}
