import { validateName } from "../core/validate/name.ts";
import { type Draft, splitList } from "./draft.ts";

/** The typed names, each with its normal form; what cannot be a name is left to its own question. */
export function normalNames({
  names,
}: Pick<Draft, "names">): readonly (readonly [typed: string, name: string])[] {
  return splitList(names).flatMap((typed) => {
    const verdict = validateName(typed);
    return verdict.ok ? [[typed, verdict.value] as const] : [];
  });
}
