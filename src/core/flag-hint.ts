import type { GivenFlags } from "./field-name.ts";
import { answerFlagTable } from "./flag-table.ts";

/**
 * What helps whoever uses flags where a field is missing or cannot be used: the flag that fills it. Pure.
 * @returns undefined for whoever gave no flag, for a field that came from one, and for one that has none
 */
export function flagHint(path: readonly PropertyKey[], given: GivenFlags): string | undefined {
  if (Object.keys(given).length === 0) return undefined;
  for (let length = path.length; length > 0; length--) {
    const field = path.slice(0, length).map(String).join(".");
    if (Object.hasOwn(given, field)) return undefined;
    const flag = answerFlagTable.find(({ path, type }) => type !== "no" && path.join(".") === field);
    if (flag !== undefined)
      return `the same with --${[flag.name, ...(flag.value ? [flag.value] : [])].join(" ")}`;
  }
  return undefined;
}
