import type { NameFacts } from "../../core/facts.ts";
import { nameFacts } from "../../core/name-facts.ts";
import { isAddress } from "../../core/validate/address.ts";
import type { WizardContext } from "../context.ts";
import { splitList } from "../draft.ts";
import { finding, labelled } from "./words.ts";

/** Where the typed names lead, as far as it is known. */
export interface NameFindings {
  readonly lines: readonly string[];
  /** Every record leads to this box, or an address of it was given. */
  readonly good: boolean;
}

/** Whether every name of the draft was looked up. */
export function namesAreKnown({ draft, names }: WizardContext): boolean {
  return splitList(draft.names).every((name) => isAddress(name) || nameFacts(names, name) !== undefined);
}

export function nameFindings({ draft, names, facts }: WizardContext): NameFindings {
  const own = facts?.addresses ?? [];
  const lines = splitList(draft.names).flatMap((name) => {
    if (isAddress(name)) return [addressLine(name, own)];
    const found = nameFacts(names, name);
    return found === undefined ? [finding("checking", name)] : recordLines(name, found, own);
  });
  return { lines, good: lines.every((line) => line.startsWith("ok: ")) };
}

function addressLine(address: string, own: readonly string[]): string {
  return own.includes(address)
    ? finding("ok", address, "an address of this box")
    : finding("warning", address, "not an address that this box has itself");
}

function recordLines(name: string, { a, aaaa, error }: NameFacts, own: readonly string[]): readonly string[] {
  const records = [
    ...a.map((address) => ["A", address]),
    ...aaaa.map((address) => ["AAAA", address]),
  ] as const;
  if (error !== undefined) return [finding("warning", name, `not known: ${error}`)];
  if (records.length === 0) {
    return [
      finding("warning", name, "no address"),
      ...labelled("Do this", own[0] && `add a record that says ${own[0]}.`),
    ];
  }
  return records.flatMap(([type = "", address = ""]) => {
    if (own.includes(address)) return [finding("ok", name, `${type} ${address}`, "this box")];
    const right = own.find((each) => each.includes(":") === (type === "AAAA"));
    const cure =
      right === undefined
        ? `take this ${type} record out: this box has no such address.`
        : `set this ${type} record to ${right}, or take the name out.`;
    return [finding("warning", name, `${type} ${address}`, "another box"), ...labelled("Do this", cure)];
  });
}
