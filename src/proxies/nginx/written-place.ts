import type { Backend } from "../../core/backend-url.ts";
import type { Facts } from "../../core/facts.ts";
import { places } from "./places.ts";

/** The address that our configuration has for this backend now. */
export function writtenPlace(backend: Backend, { files }: Facts): string | undefined {
  for (const path of [places.site, places.dropIn]) {
    const there = files[path];
    const text = there?.kind === "file" ? (there.text ?? "") : "";
    for (const [, place = "", url] of text.matchAll(/^ {4}server (\S+?)(?: [^;\n]*)?; # (\S+)$/gm)) {
      if (url !== backend.url) continue;
      return place.slice(0, place.lastIndexOf(":")).replace(/^\[|\]$/g, "");
    }
  }
  return undefined;
}
