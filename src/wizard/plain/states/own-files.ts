import { pathProblem } from "../../draft-problem.ts";
import { findingsOf } from "../../own-files.ts";
import { sayStep } from "../step-line.ts";
import { typeText } from "../type-text.ts";
import type { Visit } from "../visit.ts";
import { finding, labelled } from "../words.ts";

/** The operator's own certificate and key. */
export async function ownFiles(visit: Visit): Promise<void> {
  sayStep(visit, "certificate");
  visit.say("Where are your certificate and its key? Whole paths, such as /etc/ssl/certs/node.pem.");
  for (;;) {
    const { draft } = visit.context;
    const ask = (label: string, chosen: string) => typeText(visit, { label, chosen, problem: pathProblem });
    const certificateFile = (await ask("Certificate", draft.certificateFile)) ?? draft.certificateFile;
    const keyFile = (await ask("Key", draft.keyFile)) ?? draft.keyFile;
    if (certificateFile !== draft.certificateFile || keyFile !== draft.keyFile)
      visit.send({ type: "SET", patch: { certificateFile, keyFile } });
    await visit.wait((context) => findingsOf(context) !== undefined, "both files");
    const findings = findingsOf(visit.context) ?? [];
    visit.say(
      ...findings.flatMap(({ state, text, fix }) => [finding(state, text), ...labelled("Do this", fix)]),
    );
    if (findings.every(({ state }) => state !== "failed")) visit.send({ type: "NEXT" });
  }
}
