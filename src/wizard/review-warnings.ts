import type { Warning } from "../core/finding.ts";
import type { WizardContext } from "./context.ts";

/** What the review repeats before anything is done: what the plan warns of, and what the backend showed. Pure. */
export function reviewWarnings({ preview, backends, draft, job }: WizardContext): readonly Warning[] {
  const planned = preview?.plan.warnings ?? [];
  const facts = backends.find(({ url }) => url === draft.backend)?.facts;
  if (job !== "apply" || facts === undefined) return planned;
  return [
    ...(facts.answers
      ? []
      : [
          {
            id: "backend-down",
            text: `${draft.backend} does not answer: clients get an error until it runs.`,
          },
        ]),
    ...(facts.unsafeRpc === true
      ? [
          {
            id: "unsafe-rpc",
            text: "The node answers unsafe calls: anyone who can connect could use them.",
            next: "restart it with --rpc-methods safe",
          },
        ]
      : []),
    ...planned,
  ];
}
