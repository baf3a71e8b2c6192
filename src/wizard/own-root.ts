import type { Facts } from "../core/facts.ts";
import { isAddress } from "../core/validate/address.ts";
import type { OwnRoot, WizardContext } from "./context.ts";
import { normalNames } from "./normal-names.ts";

const dayInMilliseconds = 86_400_000;

/** The root of an own CA that is on the box; undefined where there is none, or nobody looked. */
export function ownRoot(facts: Facts | undefined): OwnRoot | undefined {
  const seen = facts?.sources?.["own-ca"] as { readonly root?: OwnRoot } | undefined;
  return seen?.root;
}

/** The root that the own CA of these answers would go on with: it may sign for the names, and outlives what it signs. */
export function fittingRoot(context: WizardContext): OwnRoot | undefined {
  const root = rootOf(context);
  const use = signingStep(context)?.authority;
  if (use !== undefined) return use.create ? undefined : root;
  const { names, days } = wantedOf(context);
  const now = context.facts?.now;
  if (root === undefined || !names.every((name) => covers(namesOfRoot(root), name))) return undefined;
  const lasts = now === undefined || Date.parse(root.notAfter) >= Date.parse(now) + days * dayInMilliseconds;
  return lasts ? root : undefined;
}

/** For whom a root may sign: an address stands for itself, without the length of its range. */
export function namesOfRoot({ names }: OwnRoot): readonly string[] {
  return names.map((name) => name.replace(/\/(32|128)$/, ""));
}

/** The root that was seen last. */
export function rootOf({ preview, facts }: WizardContext): OwnRoot | undefined {
  return preview === undefined ? ownRoot(facts) : preview.root;
}

/**
 * What has to be asked about the root's key: nothing, a passphrase for a new one, or that of the present one. A file
 * that the answers name is read by the run itself.
 */
export function passphraseAsked(context: WizardContext): "none" | "new" | "present" {
  const { source, passphraseFile } = wantedOf(context);
  if (source !== "own-ca" || passphraseFile) return "none";
  const root = fittingRoot(context);
  if (root === undefined) return "new";
  return root.protected && root.keyPresent ? "present" : "none";
}

/** The run that was agreed to would sign, and has not what it needs for that. */
export function passphraseIsDue(context: WizardContext): boolean {
  return signingStep(context) !== undefined && !passphraseFits(context);
}

/** The step in which the own CA signs; undefined where nothing is signed. */
function signingStep({ preview }: WizardContext) {
  const step = preview?.plan.steps.find(
    ({ kind, action }) => kind === "IssueCertificate" && action !== "no-op",
  );
  return step?.kind === "IssueCertificate" && step.source === "own-ca" ? step : undefined;
}

/** What was typed is enough: right for a root that is there; a new one needs a passphrase only to be carried away. */
export function passphraseFits(context: WizardContext): boolean {
  const asked = passphraseAsked(context);
  if (asked === "present") return context.passphrase.state === "right";
  return asked === "none" || !wantedOf(context).offline || context.secrets?.caPassphrase !== undefined;
}

/** What a plan was made from counts before the draft: a rotation plans with the saved answers. */
function wantedOf({ preview, draft }: WizardContext) {
  if (preview === undefined) {
    const { source, days, caPassphraseFile, caKey } = draft;
    const names = normalNames(draft).map(([, name]) => name);
    return { source, names, days, passphraseFile: caPassphraseFile !== "", offline: caKey === "offline" };
  }
  const { names, certificate } = preview.plan.answers;
  const own = certificate.source === "own-ca" ? certificate : undefined;
  return {
    source: certificate.source,
    names,
    days: own?.days ?? 0,
    passphraseFile: own?.caPassphraseFile !== undefined,
    offline: own?.caKey === "offline",
  };
}

/** A domain name stands for itself and what lies below it (RFC 5280, 4.2.1.10). */
function covers(permitted: readonly string[], name: string): boolean {
  return permitted.some((each) => each === name || (!isAddress(name) && name.endsWith(`.${each}`)));
}
