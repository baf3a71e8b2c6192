import type { NameFacts } from "../../src/core/facts.ts";
import { nameFacts } from "../../src/core/name-facts.ts";
import { isAddress } from "../../src/core/validate/address.ts";
import type { WizardContext } from "../../src/wizard/context.ts";
import type { CheckState } from "../widgets/check-row/check-row.tsx";

/** What is known of one record of a name. */
export interface NameRow {
  readonly title: string;
  readonly state: CheckState;
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

type Known = Pick<WizardContext, "facts" | "names">;

/** Two rows for a name (A and AAAA), also before anything is known; one for an address. */
export function nameRows(name: string, known: Known): readonly NameRow[] {
  const own = known.facts?.addresses ?? [];
  if (isAddress(name)) return [addressRow(name, own)];
  const facts = nameFacts(known.names, name);
  if (facts === undefined) {
    return ["A", "AAAA"].map((title) => ({ title, state: "checking", text: "looking it up …" }));
  }
  // What is said of the addresses stands in one column.
  const width = Math.max(...[facts.a, facts.aaaa].map((addresses) => addresses.join(", ").length));
  return [recordRow("A", facts.a, facts, own, width), recordRow("AAAA", facts.aaaa, facts, own, width)];
}

function addressRow(address: string, own: readonly string[]): NameRow {
  return own.includes(address)
    ? { title: "IP", state: "ok", text: "an address of this box" }
    : { title: "IP", state: "warning", text: "not an address that this box has itself" };
}

function recordRow(
  title: "A" | "AAAA",
  addresses: readonly string[],
  facts: NameFacts,
  own: readonly string[],
  width: number,
): NameRow {
  const ofFamily = own.filter((address) => address.includes(":") === (title === "AAAA"));
  const [best] = ofFamily.filter((address) => !isPrivate(address));
  if (addresses.length === 0) {
    const other = title === "A" ? facts.aaaa : facts.a;
    if (other.length > 0) return { title, state: "to-do", text: "none; the other one is enough" };
    if (facts.error !== undefined) return { title, state: "warning", text: `not known: ${facts.error}` };
    if (title === "AAAA") return { title, state: "to-do", text: "none" };
    const advice = best === undefined ? {} : { advice: `add an A record that says ${best}` };
    return { title, state: "warning", text: "none", ...advice };
  }
  const strangers = addresses.filter((address) => !own.includes(address));
  const shown = addresses.join(", ").padEnd(width);
  if (strangers.length === 0) return { title, state: "ok", text: `${shown}    this box` };
  if (best === undefined && ofFamily.length > 0) {
    return { title, state: "warning", text: `${shown}    right, if that leads on to this box` };
  }
  const advice =
    best === undefined
      ? `take this ${title} record out: this box has no such address`
      : `set this ${title} record to ${best}, or take the name out`;
  return { title, state: "warning", text: `${strangers.join(", ").padEnd(width)}    another box`, advice };
}

/** Addresses that only a router or a cloud can lead strangers to (RFC 1918, RFC 6598, RFC 4193). */
export function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd])/i.test(
    address,
  );
}
