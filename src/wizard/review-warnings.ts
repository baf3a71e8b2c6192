import { backendDown } from "../core/backend-down.ts";
import type { Warning } from "../core/finding.ts";
import type { WizardContext } from "./context.ts";

const cutOff: Warning = {
  id: "cut-off",
  text: "The last run was cut off in the middle. It is taken back first; what is to be done then may be more than this.",
};

/** What the review repeats before anything is done: what the plan warns of, and what the backend showed. Pure. */
export function reviewWarnings(context: WizardContext): readonly Warning[] {
  const { preview, backends, draft, job, status, secrets } = context;
  const warnings = preview?.plan.warnings ?? [];
  const planned = [
    ...(status?.interrupted ? [cutOff] : []),
    // A plan knows nothing of what was typed.
    ...(secrets?.caPassphrase === undefined ? warnings : warnings.filter(({ id }) => id !== "root-key-open")),
  ];
  const facts = backends.find(({ url }) => url === draft.backend)?.facts;
  if (job !== "apply" || facts === undefined) return planned;
  return [
    // The plan says it too, at greater length.
    ...(facts.answers
      ? []
      : [
          {
            id: backendDown,
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
    ...planned.filter(({ id }) => facts.answers || id !== backendDown),
  ];
}
