import { show } from "./show.ts";

/** What a validator says of one value: the normal form, or one clear line for the operator. */
export type Verdict<T = string> = Accepted<T> | Refused;

export interface Accepted<T = string> {
  readonly ok: true;
  readonly value: T;
  /** Worth saying although the value is taken. */
  readonly note?: Note;
}

export interface Refused {
  readonly ok: false;
  /** One line without control characters, whatever was typed. */
  readonly message: string;
}

export interface Note {
  /** Stable name, kebab-case. */
  readonly id: "homograph" | "idn" | "single-label";
  readonly text: string;
  /** Only the operator's own yes makes it good: the wizard asks, a file or flag must spell it out. */
  readonly confirm: boolean;
}

export type Validator<T = string> = (text: string) => Verdict<T>;

export function accept<T>(value: T, note?: Note): Accepted<T> {
  return note === undefined ? { ok: true, value } : { ok: true, value, note };
}

/** Refuses with `VALUE: reason`. */
export function refuse(text: string, reason: string): Refused {
  return { ok: false, message: `${show(text)}: ${reason}` };
}

/** Refuses with a sentence of its own. */
export function refuseWith(message: string): Refused {
  return { ok: false, message };
}
