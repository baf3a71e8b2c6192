import type { FlagValues } from "../cli/verb.ts";
import { answerFlags } from "../core/flags.ts";
import { planAgain } from "../core/paths.ts";
import { shCommand } from "../core/sh-word.ts";

/** The command that shows what an `apply` with these flags would do; of a saved plan, what its answers say by now. */
export function planCommand(values: FlagValues): string {
  const words = Object.entries(values).flatMap(([name, value]) => {
    if (name === "answers" && typeof value === "string") return ["-a", value];
    if (name !== "restart" && !Object.hasOwn(answerFlags, name)) return [];
    return [value].flat().map((each) => (each === true ? `--${name}` : `--${name}=${each}`));
  });
  return words.length === 0 ? planAgain : shCommand(["wss-setup", "plan", ...words]);
}
