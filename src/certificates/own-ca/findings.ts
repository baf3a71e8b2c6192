import type { Problem, Warning } from "../../core/finding.ts";
import { shWord } from "../../core/sh-word.ts";
import type { SourceInput } from "../source.ts";
import { type OwnCaAnswers, ownCaFacts } from "./own-ca-facts.ts";
import { passphraseFault, passphraseProblem } from "./passphrase.ts";
import { bringRootBack, places } from "./places.ts";

/** The screen asks for what a file does not say; a run without a screen stops before anything is touched. */
export function problems(
  { facts }: SourceInput,
  { caPassphraseFile, caKey }: OwnCaAnswers,
  misfit: string | undefined,
): readonly Problem[] {
  const { root, loneKey, passphraseFile } = ownCaFacts(facts);
  if (loneKey === true) {
    return [
      {
        text: `The root's key is in ${places.key}, but its certificate is not beside it; a new root would overwrite the key.`,
        next: bringRootBack,
      },
    ];
  }
  if (passphraseFile !== undefined && passphraseFile !== "fine") {
    const fault = passphraseFault(passphraseFile, caPassphraseFile ?? "", "certificate.caPassphraseFile");
    return [{ id: passphraseProblem, ...fault }];
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

/** What the operator should know of the root and its key. */
export function warnings(
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
  if (caPassphraseFile !== undefined && misfit === undefined && root?.keyPresent && !root.protected) {
    found.push({
      id: "root-key-open",
      text: `The passphrase in ${caPassphraseFile} is not used: the root's key in ${places.key} was made without one, and lies open.`,
      next: `openssl pkcs8 -topk8 -scrypt -in ${places.key} -out ${places.key}.new -passout file:${shWord(caPassphraseFile)} && mv ${places.key}.new ${places.key}`,
    });
  }
  return found;
}
