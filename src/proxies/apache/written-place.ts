import type { Backend } from "../../core/backend-url.ts";
import type { Facts } from "../../core/facts.ts";
import { places } from "./places.ts";

/** The address that our configuration has for this backend now. */
export function writtenPlace(backend: Backend, { files }: Facts): string | undefined {
  const there = files[places.site];
  const text = there?.kind === "file" ? (there.text ?? "") : "";
  const remarks = text.matchAll(/^ *# (\S+) is at (\S+)$/gm);
  return [...remarks].find(([, url]) => url === backend.url)?.[2];
}
