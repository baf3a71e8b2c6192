import { createDirectory } from "../../core/build-step.ts";
import { paths, publicFolder } from "../../core/paths.ts";
import type { Action, AuthorityUse, IssueCertificate, Step } from "../../core/step.ts";
import { daysLeft } from "../lifetime.ts";
import { planRenewal } from "../renewal/plan.ts";
import { exposure, renewalReason } from "../renewal-reason.ts";
import type { SourceInput, SourcePlan } from "../source.ts";
import { createSslFolders, ownPair } from "../ssl-folders.ts";
import { problems, warnings } from "./findings.ts";
import { type OwnCaAnswers, ownCaFacts, type RootFacts } from "./own-ca-facts.ts";
import { places, rootCopies } from "./places.ts";

const day = 86_400_000;

/** Folders, one step for the root and the pair that it signs, and the timer that renews the pair. */
export function planOwnCa(input: SourceInput): SourcePlan {
  const { certificate } = input.answers;
  if (certificate.source !== "own-ca") throw new Error(`own-ca was asked for ${certificate.source}`);
  const misfit = rootMisfit(input, certificate);
  const issue = issueStep(input, certificate, misfit);
  const renewal = planRenewal({ ...input, ...certificate, root: places });
  return {
    ...ownPair,
    steps: [...folders(input), issue, ...renewal.steps],
    afterwards: renewal.afterwards,
    problems: issue.action === "no-op" ? [] : problems(input, certificate, misfit),
    warnings: [...renewal.warnings, ...warnings(input, certificate, misfit)],
  };
}

function folders({ facts }: SourceInput): readonly Step[] {
  return [
    ...createSslFolders(facts),
    createDirectory(facts, {
      path: paths.settings,
      mode: 0o700,
      why: "The settings of this endpoint live here.",
    }),
    createDirectory(facts, { path: places.folder, mode: 0o700, why: "The root and its key live here." }),
    createDirectory(facts, {
      path: publicFolder,
      mode: 0o755,
      why: "Other devices get the root's certificate from here.",
    }),
  ];
}

/** Why the present root cannot sign this pair, in words that follow "because"; undefined when it can. */
function rootMisfit({ facts }: SourceInput, { days }: OwnCaAnswers): string | undefined {
  const { root } = ownCaFacts(facts);
  if (root === undefined) return "there is none yet";
  if (!root.covers) return `the present one is for ${root.names.join(", ")} alone`;
  if (Date.parse(root.notAfter) < Date.parse(facts.now) + days * day)
    return "the present one would end first";
  return undefined;
}

function issueStep(
  input: SourceInput,
  certificate: OwnCaAnswers,
  misfit: string | undefined,
): IssueCertificate {
  const { names } = input.answers;
  const create = misfit !== undefined;
  return {
    kind: "IssueCertificate",
    id: `certificate:${ownPair.certificateFile}`,
    title: `${create ? "new root, and " : ""}certificate for ${names.join(", ")}`,
    ...judge(input, certificate, misfit),
    undo: "exact",
    source: "own-ca",
    names,
    key: certificate.key,
    days: certificate.days,
    ...ownPair,
    authority: authorityUse(certificate, ownCaFacts(input.facts).root, create),
  };
}

function authorityUse(
  { caPassphraseFile, caKey }: OwnCaAnswers,
  present: RootFacts | undefined,
  create: boolean,
): AuthorityUse {
  return {
    certificateFile: places.certificate,
    keyFile: places.key,
    create,
    offline: caKey === "offline",
    ...(caPassphraseFile === undefined ? {} : { passphraseFile: caPassphraseFile }),
    ...(create && present !== undefined ? { setAside: setAside(present) } : {}),
    exports: rootCopies,
  };
}

/** A root is never overwritten: devices that trust it may still meet its certificates. */
function setAside({ fingerprint }: RootFacts): NonNullable<AuthorityUse["setAside"]> {
  const name = `${places.folder}/root-${fingerprint.slice(0, 8)}`;
  return { certificateFile: `${name}.crt`, keyFile: `${name}.key` };
}

function judge(
  { answers, facts, rotate }: SourceInput,
  { key }: OwnCaAnswers,
  misfit: string | undefined,
): { readonly action: Action; readonly why: string } {
  const present = facts.certificates[ownPair.certificateFile];
  const { root } = ownCaFacts(facts);
  if (present === undefined) {
    return {
      action: "create",
      why: "A root of your own signs it: no outside party, and nobody else trusts it.",
    };
  }
  const wanted = { names: answers.names, key, selfSigned: false };
  const reason = rotate
    ? "a new one was asked for"
    : (exposure(facts, ownPair.keyFile) ??
      renewalReason(present, wanted, facts.now) ??
      (misfit === undefined ? undefined : `a new root is needed: ${misfit}`) ??
      (root?.signed === true ? undefined : "another root signed the present one"));
  return reason === undefined
    ? { action: "no-op", why: `The present pair fits; it ends in ${daysLeft(present, facts.now)} days.` }
    : { action: "update", why: `A new pair, because ${reason}.` };
}
