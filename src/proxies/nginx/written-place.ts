import type { Backend } from "../../core/backend-url.ts";
import type { Facts } from "../../core/facts.ts";
import { places } from "./places.ts";

/** How each client is kept at one backend: by the whole address, where ip_hash takes a network of 256 for one client. */
export const stickyMethod = "hash $remote_addr consistent;";

/** The address that our configuration has for this backend now. */
export function writtenPlace(backend: Backend, facts: Facts): string | undefined {
  for (const text of written(facts)) {
    for (const [, place = "", url] of text.matchAll(/^ {4}server (\S+?)(?: [^;\n]*)?; # (\S+)$/gm)) {
      if (url !== backend.url) continue;
      return place.slice(0, place.lastIndexOf(":")).replace(/^\[|\]$/g, "");
    }
  }
  return undefined;
}

/** Whether our configuration keeps each client at one backend now. */
export function writtenSticky(facts: Facts): boolean {
  return written(facts).some((text) => text.includes(stickyMethod));
}

function written({ files }: Facts): readonly string[] {
  return [places.site, places.dropIn].flatMap((path) => {
    const there = files[path];
    return there?.kind === "file" && there.text !== undefined ? [there.text] : [];
  });
}
