import { formatAnswers } from "../core/answers-file.ts";
import { editedFiles } from "../core/edited-files.ts";
import type { EndpointPorts } from "../core/endpoint-ports.ts";
import { endpointUrls } from "../core/endpoint-url.ts";
import type { Facts } from "../core/facts.ts";
import { isChange } from "../core/is-change.ts";
import type { Plan } from "../core/plan.ts";
import { diffOf } from "../interpreters/preview/diff.ts";
import { changeSentence, stepNoun } from "../interpreters/preview/step-lines.ts";
import type { InstalledCertificate, Preview } from "./context.ts";
import { ownRoot } from "./own-root.ts";

const dayInMilliseconds = 86_400_000;

/** A plan made ready to be drawn. Pure. */
export function makePreview(plan: Plan, facts: Facts, ports: EndpointPorts): Preview {
  const installed = installedCertificate(plan, facts);
  const root = ownRoot(facts);
  const edited = editedFiles(facts, plan.steps, plan.drift);
  return {
    plan,
    sentence: changeSentence(plan),
    changes: plan.steps.filter(isChange).map((step) => {
      const diff = diffOf(step, facts);
      const { action, title, why } = step;
      return { action, title, why, noun: stepNoun(step), ...(diff === undefined ? {} : { diff }) };
    }),
    ...(edited.length === 0 ? {} : { edited }),
    endpoints: endpointUrls(plan.answers.names, ports),
    answersText: formatAnswers(plan.answers),
    ...(installed === undefined ? {} : { installed }),
    ...(root === undefined ? {} : { root }),
  };
}

/** What clients are shown now, where the plan leaves the place of the pair as it is. */
function installedCertificate({ steps }: Plan, facts: Facts): InstalledCertificate | undefined {
  const proof = steps.find((step) => step.kind === "Verify");
  const certificate = proof?.kind === "Verify" ? facts.certificates[proof.certificateFile] : undefined;
  if (certificate === undefined) return undefined;
  const left = Date.parse(certificate.notAfter) - Date.parse(facts.now);
  return { certificate, daysLeft: Math.floor(left / dayInMilliseconds) };
}
