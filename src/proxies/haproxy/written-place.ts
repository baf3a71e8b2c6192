import type { Backend } from "../../core/backend-url.ts";
import type { Facts } from "../../core/facts.ts";
import { blockOf } from "../../core/marked-block.ts";
import { marks, places } from "./places.ts";

/** The address that our configuration has for this backend now. */
export function writtenPlace(backend: Backend, facts: Facts): string | undefined {
  for (const [, place = "", url] of oursIn(facts).matchAll(
    /^ {4}server wss-setup-\d+ (\S+)(?: .*)? # (\S+)$/gm,
  )) {
    if (url === backend.url) return place.slice(0, place.lastIndexOf(":")).replace(/^\[|\]$/g, "");
  }
  return undefined;
}

/** Whether our configuration leads a client to the same backend each time now. */
export function writtenSticky(facts: Facts): boolean {
  return /^ {4}balance source$/m.test(oursIn(facts));
}

function oursIn({ files }: Facts): string {
  const there = files[places.main];
  return there?.kind === "file" ? (blockOf(there.text ?? "", marks) ?? "") : "";
}
