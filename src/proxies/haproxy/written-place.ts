import type { Backend } from "../../core/backend-url.ts";
import type { Facts } from "../../core/facts.ts";
import { blockOf } from "../../core/marked-block.ts";
import { marks, places } from "./places.ts";

/** The address that our configuration has for this backend now. */
export function writtenPlace(backend: Backend, { files }: Facts): string | undefined {
  const there = files[places.main];
  const ours = there?.kind === "file" ? (blockOf(there.text ?? "", marks) ?? "") : "";
  for (const [, place = "", url] of ours.matchAll(/^ {4}server wss-setup-\d+ (\S+)(?: .*)? # (\S+)$/gm)) {
    if (url === backend.url) return place.slice(0, place.lastIndexOf(":")).replace(/^\[|\]$/g, "");
  }
  return undefined;
}
