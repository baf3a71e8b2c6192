import type { WizardContext } from "./context.ts";

/** A dry run and a demo write nothing down; neither does a walk on which nothing was answered. */
export function keepsAnswers({ mode, answered, saved }: WizardContext): boolean {
  return mode === "set-up" && (answered || saved !== undefined);
}
