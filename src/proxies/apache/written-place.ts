import type { Backend } from "../../core/backend-url.ts";
import type { Facts } from "../../core/facts.ts";
import { places } from "./places.ts";

/** Our configuration leads a client to the same backend each time. */
export function leadsByAddress(facts: Facts): boolean {
  return writtenSite(facts).includes("<Proxy balancer://wss-setup-0>");
}

/** The address that our configuration has for this backend now. */
export function writtenPlace(backend: Backend, facts: Facts): string | undefined {
  const remarks = writtenSite(facts).matchAll(/^ *# (\S+) is at (\S+)$/gm);
  return [...remarks].find(([, url]) => url === backend.url)?.[2];
}

function writtenSite({ files }: Facts): string {
  const there = files[places.site];
  return there?.kind === "file" ? (there.text ?? "") : "";
}
