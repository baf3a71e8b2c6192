import { certificateChoices, missingWww, readiness } from "../../src/wizard/certificate-choices.ts";
import type { WizardContext } from "../../src/wizard/context.ts";
import { dayText } from "../../src/wizard/day-text.ts";
import { type Draft, splitList } from "../../src/wizard/draft.ts";
import { fittingRoot, rootOf } from "../../src/wizard/own-root.ts";
import { type SignedLine, signedLines } from "../widgets/signed-lines/signed-lines.ts";

/** What a source means for this endpoint, below the list while it is marked. */
export function certificateLines(
  source: Draft["source"],
  context: WizardContext,
  width: number,
  narrow: boolean,
): readonly SignedLine[] {
  switch (source) {
    case "certbot":
      return acmeLines(context, width, narrow);
    case "self-signed":
      return selfSignedLines(context, width);
    case "own-ca":
      return ownCaLines(context, width);
    case "files":
      return [
        ...signedLines("nobody is asked for anything; the next page wants the two paths", width, good),
        ...signedLines("renewing them stays with you: replace the files, then wss-setup rotate", width, look),
      ];
  }
}

const good = { sign: "good" } as const;
const look = { sign: "warning" } as const;
const signs = { ok: "good", warning: "warning", failed: "failed" } as const;

/** In narrow windows the rows speak for themselves. */
function acmeLines(context: WizardContext, width: number, narrow: boolean): readonly SignedLine[] {
  const { unfit } = certificateChoices(context).find(({ id }) => id === "certbot") ?? {};
  if (unfit !== undefined) return [];
  const { state, rows } = readiness(context);
  const www = missingWww(context.draft);
  return [
    ...(narrow ? [] : signedLines(headlines[state], width)),
    ...rows.flatMap(({ state: seen, text, fix }) =>
      signedLines(fix === undefined ? text : `${text}. Do this: ${fix}`, width, { sign: signs[seen] }),
    ),
    ...(www === undefined
      ? []
      : signedLines(narrow ? `w adds ${www}` : `Press w to add ${www}, which people type too.`, width)),
    ...(context.termsGiven
      ? []
      : signedLines(
          narrow
            ? "Its terms come next; Enter alone never agrees."
            : "It needs your yes to its terms on the next page. Enter alone never says yes.",
          width,
        )),
  ];
}

const headlines = {
  ready: "Let's Encrypt can work here:",
  "not-yet": "Let's Encrypt would refuse now:",
  unknown: "Whether Let's Encrypt can work here is still being looked at:",
} as const;

function selfSignedLines({ draft }: WizardContext, width: number): readonly SignedLine[] {
  const [first = "your name"] = splitList(draft.names);
  return [
    ...signedLines("works with any name or address, also before DNS does", width, good),
    ...signedLines(
      `browsers warn once: open https://${first} and accept it there; programs must be told to trust it; again with each new certificate`,
      width,
      look,
    ),
  ];
}

function ownCaLines(context: WizardContext, width: number): readonly SignedLine[] {
  return [
    ...rootLines(context, width),
    ...signedLines("a device that has its root trusts every certificate for your names", width, good),
    ...signedLines("a device without it warns or refuses; phones fetch it from the endpoint", width, look),
  ];
}

function rootLines(context: WizardContext, width: number): readonly SignedLine[] {
  const root = rootOf(context);
  if (root === undefined) return [];
  const mark = `SHA-256 ${root.fingerprint.slice(0, 8)}, to ${dayText(root.notAfter)}`;
  return fittingRoot(context) === undefined
    ? signedLines(
        `the root that is here (${mark}) does not fit these names or this time: a new one is made, and the old one is set aside`,
        width,
        look,
      )
    : signedLines(`the root that is here (${mark}) fits: it stays, and so does the trust in it`, width, good);
}
