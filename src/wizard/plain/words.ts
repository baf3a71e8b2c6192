import type { Check } from "../../verify/check.ts";
import type { PreflightRow } from "../context.ts";

/** With one full stop at the end, unless it ends in a sign of its own. */
export function sentence(text: string): string {
  const whole = text.trim().replace(/ {2,}/g, " ");
  return /[.?!:]$/.test(whole) ? whole : `${whole}.`;
}

/** `ok: Ports, 80 and 443 are free.`: the words that stand for the signs of the drawn screens. */
export function finding(state: PreflightRow["state"], ...parts: readonly string[]): string {
  return sentence(`${state}: ${parts.filter((part) => part !== "").join(", ")}`);
}

/** A check with what was seen; unless it is good, with what most likely brought it about and what helps. */
export function checkLines({ status, title, seen, cause, fix }: Check): readonly string[] {
  const line = finding(status, title, seen);
  if (status === "ok") return [line];
  return [line, ...labelled("Most likely", cause), ...labelled("Do this", fix)];
}

/** `Do this: …`, left out where there is nothing to say. The text stays as it is: it may be a command. */
export function labelled(label: string, text: string | undefined): readonly string[] {
  return text === undefined || text === "" ? [] : [`${label}: ${text}`];
}

/** `1 rule`, `4 rules`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
