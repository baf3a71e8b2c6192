import type { CertificateAnswers } from "../../core/answers.ts";
import type { Warning } from "../../core/finding.ts";
import type { Action, IssueCertificate } from "../../core/step.ts";
import { daysLeft } from "../lifetime.ts";
import { planRenewal } from "../renewal/plan.ts";
import { exposure, renewalReason } from "../renewal-reason.ts";
import type { SourceInput, SourcePlan } from "../source.ts";
import { createSslFolders, ownPair } from "../ssl-folders.ts";

const { certificateFile, keyFile } = ownPair;

type SelfSignedAnswers = Extract<CertificateAnswers, { readonly source: "self-signed" }>;

/** The folders, and one step for the pair: nothing to do while the present pair fits. */
export function planSelfSigned(input: SourceInput): SourcePlan {
  const { certificate } = input.answers;
  if (certificate.source !== "self-signed")
    throw new Error(`self-signed was asked for ${certificate.source}`);
  const renewal = planRenewal({ ...input, ...certificate });
  const issue = issueStep(input, certificate);
  return {
    ...ownPair,
    steps: [...createSslFolders(input.facts), issue, ...renewal.steps],
    afterwards: renewal.afterwards,
    problems: [],
    warnings: [...renewal.warnings, ...trustAnew(input, issue)],
  };
}

/** Whoever trusts this one certificate trusts no other. */
function trustAnew({ facts }: SourceInput, { action }: IssueCertificate): readonly Warning[] {
  if (action !== "update" || facts.certificates[certificateFile] === undefined) return [];
  return [
    {
      id: "trust-anew",
      text: "A self-signed certificate is made anew: every program that was told to trust the one of before has to be told to trust this one.",
    },
  ];
}

function issueStep(input: SourceInput, { key, days }: SelfSignedAnswers): IssueCertificate {
  const { names } = input.answers;
  return {
    kind: "IssueCertificate",
    id: `certificate:${certificateFile}`,
    title: `self-signed certificate for ${names.join(", ")}`,
    ...judge(input, key),
    undo: "exact",
    source: "self-signed",
    names,
    key,
    days,
    certificateFile,
    keyFile,
  };
}

function judge(
  { answers, facts, rotate }: SourceInput,
  key: SelfSignedAnswers["key"],
): { action: Action; why: string } {
  const present = facts.certificates[certificateFile];
  if (present === undefined) {
    const file = facts.files[certificateFile];
    const nothing = file === undefined || file.kind === "absent";
    return nothing
      ? {
          action: "create",
          why: "No authority has to be asked; clients are told to trust this one certificate.",
        }
      : { action: "update", why: "A new pair, because what is there is no certificate." };
  }
  const reason = rotate
    ? "a new one was asked for"
    : (exposure(facts, keyFile) ??
      renewalReason(present, { names: answers.names, key, selfSigned: true }, facts.now));
  return reason === undefined
    ? { action: "no-op", why: `The present pair fits; it ends in ${daysLeft(present, facts.now)} days.` }
    : { action: "update", why: `A new pair, because ${reason}.` };
}
