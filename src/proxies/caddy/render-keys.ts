import { bracketed } from "../../core/bracketed.ts";
import { caddyAddress } from "./caddy-string.ts";

/** The addresses of a site: each of our names under one scheme. */
export function renderKeys(scheme: "http" | "https", names: readonly string[]): string {
  return names.map((name) => caddyAddress(`${scheme}://${bracketed(name)}`)).join(", ");
}
