import type { Backend } from "../../core/backend-url.ts";
import type { Facts } from "../../core/facts.ts";
import { places } from "./places.ts";

/** The address that our configuration has for this backend now. */
export function writtenPlace(backend: Backend, facts: Facts): string | undefined {
  for (const text of ours(facts)) {
    for (const [, place = "", url] of text.matchAll(/^ {4}server (\S+?)(?: [^;\n]*)?; # (\S+)$/gm)) {
      if (url !== backend.url) continue;
      return place.slice(0, place.lastIndexOf(":")).replace(/^\[|\]$/g, "");
    }
  }
  return undefined;
}

/** Whether our configuration leads a client to the same backend each time now. */
export function writtenSticky(facts: Facts): boolean {
  return ours(facts).some((text) => /^ {4}hash /m.test(text));
}

function ours({ files }: Facts): readonly string[] {
  return [places.site, places.dropIn].map((path) => {
    const there = files[path];
    return there?.kind === "file" ? (there.text ?? "") : "";
  });
}
