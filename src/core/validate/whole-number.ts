import { show } from "./show.ts";
import { accept, refuseWith, type Validator } from "./verdict.ts";

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** What to say of a 0 that somebody meant well. */
  readonly zero?: string;
}

const zero = "0 would refuse everyone; use false for off.";

/** Open connections of one client address: no proxy takes more, nor has an address more ports to come from. */
export const connectionsRange: NumberRange = { min: 1, max: 65_535, zero };

/** Handshakes a second of one client address. */
export const rateRange: NumberRange = { min: 1, max: 1_000_000, zero };

/** Handshakes above the rate that may pass at once. */
export const burstRange: NumberRange = { min: 1, max: 1_000_000 };

/** Days that a certificate made here lasts; 825 is the most that Apple's clients take. */
export const daysRange: NumberRange = { min: 1, max: 825 };

/** A whole number in plain digits, as it is typed. */
export function wholeNumber(range: NumberRange): Validator<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= range.min && value <= range.max ? accept(value) : refuseWith(notInRange(text, range));
  };
}

/** Why something that stands where a number belongs is not taken. */
export function notInRange(input: unknown, range: NumberRange): string {
  if (range.zero !== undefined && (input === 0 || input === "0")) return range.zero;
  const shown = typeof input === "string" || typeof input === "number" ? show(String(input)) : "this";
  return `${shown} is not a whole number from ${range.min} to ${range.max}.`;
}
