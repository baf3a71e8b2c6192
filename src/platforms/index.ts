import type { PlatformFacts } from "../core/facts.ts";
import type { Warning } from "../core/finding.ts";
import { type Platform, platforms } from "./platforms.ts";

export type PlatformSupport =
  | { readonly supported: true; readonly platform: Platform; readonly warnings: readonly Warning[] }
  | { readonly supported: false; readonly reason: string };

const known = `Supported are ${platforms.map(({ title }) => title).join(", ")}.`;

/** Whether the job can be done on this distribution, and which row of the table rules. Pure. */
export function platformSupport(facts: PlatformFacts): PlatformSupport {
  const exact = platforms.find(({ id, version }) => id === facts.id && version === facts.version);
  if (exact !== undefined) return { supported: true, platform: exact, warnings: [] };
  const relative = (facts.like ?? []).map(newestOf).find((row) => row !== undefined);
  if (relative === undefined)
    return { supported: false, reason: `${facts.pretty} is not supported. ${known}` };
  const text = `${facts.pretty} derives from ${relative.id === "ubuntu" ? "Ubuntu" : "Debian"} but was never tried. ${known}`;
  return { supported: true, platform: relative, warnings: [{ id: "platform-untried", text }] };
}

/** Of the numbered releases: testing is nobody's base. */
function newestOf(id: string): Platform | undefined {
  return platforms.findLast((row) => row.id === id && row.version !== "");
}
