import type { FileFinding, WizardContext } from "./context.ts";
import type { Draft } from "./draft.ts";
import { pathProblem } from "./draft-problem.ts";

/** What was seen of the pair as it is typed now; undefined while it is being looked at. */
export function findingsOf({ draft, ownFiles }: WizardContext): readonly FileFinding[] | undefined {
  const same = ownFiles?.certificateFile === draft.certificateFile && ownFiles.keyFile === draft.keyFile;
  return same ? ownFiles.findings : undefined;
}

/** The first path that cannot be one, and why. */
export function ownFilesProblem(
  draft: Draft,
): { readonly field: "certificateFile" | "keyFile"; readonly text: string } | undefined {
  for (const field of ["certificateFile", "keyFile"] as const) {
    const text = pathProblem(draft[field]);
    if (text !== undefined) return { field, text };
  }
  return undefined;
}

/** Both can be paths, and nothing that was seen of them speaks against it. */
export function ownFilesFit(context: WizardContext): boolean {
  const failed = findingsOf(context)?.some(({ state }) => state === "failed") === true;
  return ownFilesProblem(context.draft) === undefined && !failed;
}
