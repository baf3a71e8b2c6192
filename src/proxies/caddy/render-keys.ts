import { bracketed } from "../../core/bracketed.ts";

/** The addresses of a site: each of our names under one scheme. */
export function renderKeys(scheme: "http" | "https", names: readonly string[]): string {
  return names.map((name) => `${scheme}://${bracketed(name)}`).join(", ");
}
