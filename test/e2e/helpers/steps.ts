import type { Box } from "../../helpers/box/box.ts";
import { answersFile, exits } from "./endpoint.ts";

/** What a run prints when it begins its n-th step, counted from 1. */
export function beginning(step: number): RegExp {
  return new RegExp(`^\\[${step}/\\d+\\] (?!ok|failed)`, "m");
}

/** The kinds of the steps that a run of `apply` would have now, in their order. */
export async function kindsOfSteps(box: Box): Promise<readonly string[]> {
  const { stdout } = exits(2, await box.wssSetup(["plan", "-a", answersFile, "--format", "json"]));
  const { steps } = JSON.parse(stdout) as { readonly steps: readonly { kind: string; action: string }[] };
  return steps.filter(({ action, kind }) => action !== "no-op" || kind === "Verify").map(({ kind }) => kind);
}

/** What an undo prints once it has taken something back. */
export const takenBack = /^ *taken back: /m;
