import { isChange } from "../../core/is-change.ts";
import type { Plan } from "../../core/plan.ts";
import type { Action, Step, StepKind } from "../../core/step.ts";

/** The sign of an action, as terraform writes it. */
export const actionSign: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  delete: "-",
  "no-op": "=",
};

const nouns: Readonly<Record<StepKind, string>> = {
  InstallPackages: "packages",
  CreateDirectory: "folder",
  WriteFile: "file",
  CopyFile: "file",
  EditFile: "file",
  Symlink: "link",
  RemoveFile: "file",
  RestoreFile: "file",
  WriteDhParam: "file",
  IssueCertificate: "cert",
  CopyPair: "cert",
  RehearseRenewal: "renewal",
  ValidateConfig: "test",
  Service: "service",
  OpenPort: "firewall",
  ClosePort: "firewall",
  Verify: "proof",
};

/** What a step is about, in one word. */
export function stepNoun(step: Step): string {
  return nouns[step.kind];
}

/** One line a step: sign, what it is about, which one. */
export function stepLine(step: Step): string {
  return `${actionSign[step.action]}  ${stepNoun(step).padEnd(9)}  ${step.title}`;
}

export interface ChangeCount {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly total: number;
}

/** How many changes a plan makes, by kind. */
export function countChanges(plan: Plan): ChangeCount {
  const changes = plan.steps.filter(isChange);
  const count = (action: Action) => changes.filter((step) => step.action === action).length;
  return { create: count("create"), update: count("update"), delete: count("delete"), total: changes.length };
}

/** `10 changes: 7 to add, 2 to change, 1 to remove`. */
export function changeSentence(plan: Plan): string {
  const { total, ...count } = countChanges(plan);
  if (total === 0) return "Nothing to do: all is as you want it.";
  return `${total} ${total === 1 ? "change" : "changes"}: ${count.create} to add, ${count.update} to change, ${count.delete} to remove`;
}
