import type { CertificateAnswers } from "../../core/answers.ts";
import { createDirectory } from "../../core/build-step.ts";
import type { Problem, Warning } from "../../core/finding.ts";
import { paths, publicFolder } from "../../core/paths.ts";
import type { Action, AuthorityUse, IssueCertificate, Step } from "../../core/step.ts";
import { planRenewal } from "../renewal/plan.ts";
import { daysLeft, exposure, renewalReason } from "../renewal-reason.ts";
import type { SourceInput, SourcePlan } from "../source.ts";
import { createSslFolders, ownPair } from "../ssl-folders.ts";
import { ownCaFacts, type RootFacts } from "./own-ca-facts.ts";
import { passphraseProblem } from "./passphrase.ts";
import { places, rootCopies } from "./places.ts";

type OwnCaAnswers = Extract<CertificateAnswers, { readonly source: "own-ca" }>;

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

/** The screen asks for what a file does not say; a run without a screen stops before anything is touched. */
function problems(
  { facts }: SourceInput,
  { caPassphraseFile, caKey }: OwnCaAnswers,
  misfit: string | undefined,
): readonly Problem[] {
  const { root, passphraseFile } = ownCaFacts(facts);
  if (passphraseFile !== undefined && passphraseFile !== "fine") {
    return [fileProblem(passphraseFile, caPassphraseFile ?? "")];
  }
  const asked = caPassphraseFile === undefined;
  if (misfit !== undefined) {
    return asked && caKey === "offline"
      ? [
          {
            id: passphraseProblem,
            text: "A root's key that is carried away needs a passphrase.",
            next: "name a file that holds one: --ca-passphrase-file PATH",
          },
        ]
      : [];
  }
  if (root?.keyPresent === false) {
    return [
      {
        text: `The root's key is not on this box, and without it nothing can be signed.`,
        next: `bring it back to ${places.key} (mode 0600) for as long as this run takes`,
      },
    ];
  }
  if (root?.protected === true && asked) {
    return [
      {
        id: passphraseProblem,
        text: "The root's key needs its passphrase.",
        next: "name the file that holds it: --ca-passphrase-file PATH, or run wss-setup, which asks",
      },
    ];
  }
  return [];
}

function fileProblem(state: "missing" | "open to others" | "empty", path: string): Problem {
  switch (state) {
    case "missing":
      return {
        text: `certificate.caPassphraseFile: ${path} is not there.`,
        next: `write the passphrase into ${path}`,
      };
    case "empty":
      return {
        text: `certificate.caPassphraseFile: the first line of ${path} is empty.`,
        next: `write the passphrase into ${path}`,
      };
    case "open to others":
      return {
        text: `certificate.caPassphraseFile: ${path} can be read by others.`,
        next: `chmod 600 ${path}`,
      };
  }
}

function warnings(
  { facts }: SourceInput,
  { caPassphraseFile, caKey }: OwnCaAnswers,
  misfit: string | undefined,
): readonly Warning[] {
  const { root } = ownCaFacts(facts);
  const found: Warning[] = [];
  if (misfit !== undefined && root !== undefined) {
    found.push({
      id: "new-root",
      text: `A new root is made, because ${misfit}: every device has to be told to trust it. The old one is kept beside it.`,
      next: "wss-setup trust",
    });
  }
  if (caKey === "offline" && (misfit !== undefined || root?.keyPresent === true)) {
    found.push({
      id: "root-key-here",
      text: `The root's key lies in ${places.key}: carry it away, and delete it here.`,
      next: `scp root@this-box:${places.key} . && ssh root@this-box rm ${places.key}`,
    });
  }
  if (caKey === "keep" && caPassphraseFile === undefined && misfit !== undefined) {
    found.push({
      id: "root-key-open",
      text: `Without a passphrase, whoever gets ${places.key} can sign for these names; the certificate renews itself.`,
    });
  }
  return found;
}
