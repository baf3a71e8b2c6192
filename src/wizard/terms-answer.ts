import { directoryOf, isLetsEncrypt } from "../certificates/certbot/acme-directory.ts";
import type { WizardContext } from "./context.ts";
import { type Draft, splitList } from "./draft.ts";

export type TermsChoice = "no" | "yes" | "test";

export interface TermsOption {
  readonly id: TermsChoice;
  readonly title: string;
  readonly detail: string;
  /** The letter that takes it at once. */
  readonly letter: "n" | "y" | "s";
}

/** The question of the terms, as both faces of the guide ask it. */
export interface TermsQuestion {
  readonly question: string;
  /** Where the terms are, or whose they are. */
  readonly terms: readonly (readonly [label: string, text: string])[];
  readonly choices: readonly TermsOption[];
  /** No, unless the operator has agreed before. */
  readonly marked: TermsChoice;
  /** What each answer makes of the draft. */
  readonly answers: Readonly<Record<TermsChoice, Partial<Draft>>>;
}

/** Pure. */
export function termsOf({ draft }: WizardContext): TermsQuestion {
  const { acmeServer, agreeTerms } = draft;
  const other = !isLetsEncrypt(directoryOf(acmeServer));
  const [first = "your name", ...more] = splitList(draft.names);
  const names = more.length === 0 ? first : `${first} and ${more.length} more`;
  const yes = { source: "certbot", agreeTerms: true } as const;
  return {
    question: `Do you agree to the terms of ${other ? "this authority" : "Let's Encrypt"}?`,
    terms: other ? [["Server", acmeServer]] : [["Terms", "https://letsencrypt.org/repository/"]],
    choices: [
      {
        id: "no",
        title: "No",
        detail: 'go on with a self-signed certificate; "Change" asks again',
        letter: "n",
      },
      { id: "yes", title: "Yes", detail: `a certificate for ${names}, asked for in Apply`, letter: "y" },
      ...(other ? [] : [staging]),
    ],
    marked: !agreeTerms ? "no" : acmeServer === "staging" ? "test" : "yes",
    answers: {
      no: { source: "self-signed", agreeTerms: false },
      yes: { ...yes, acmeServer: other ? acmeServer : "production" },
      test: { ...yes, acmeServer: "staging" },
    },
  };
}

const staging: TermsOption = {
  id: "test",
  title: "Test",
  detail: "from the staging server; browsers will not trust it",
  letter: "s",
};
