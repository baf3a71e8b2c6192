import type { WizardContext } from "./context.ts";

/** A plan holds only as long as the answers it was made from. */
export const withoutPlan = { preview: undefined, problem: undefined, notice: undefined } as const;

/** Decisions on edited files hold as long as the review is not left backwards; the plan was made with them. */
export function withoutDecisions({ decisions }: WizardContext): Partial<WizardContext> {
  return decisions.length === 0 ? {} : { ...withoutPlan, decisions: [] };
}

/** The answers of an earlier start, at the question that it was left at. */
export function resumed({ saved, draft, touched }: WizardContext): Partial<WizardContext> {
  if (saved === undefined) return {};
  const all = Object.fromEntries(Object.keys(draft).map((key) => [key, true]));
  return { draft: saved.draft, goTo: saved.at, touched: { ...touched, ...(saved.touched ?? all) } };
}

/** Whatever the operator touched stays as the operator left it. */
export function suggested(
  { draft, touched }: WizardContext,
  patch: Partial<WizardContext["draft"]>,
): WizardContext["draft"] {
  const untouched = Object.entries(patch).filter(([key]) => touched[key as keyof typeof draft] !== true);
  return { ...draft, ...Object.fromEntries(untouched) };
}

/** A check that is told again takes the place of its first telling. */
export function withCheck(
  checks: WizardContext["checks"],
  check: WizardContext["checks"][number],
): WizardContext["checks"] {
  const known = checks.some(({ id }) => id === check.id);
  return known ? checks.map((each) => (each.id === check.id ? check : each)) : [...checks, check];
}

/** What was found, and what was typed before: a search that ends takes no answer of a typed address away. */
export function withTyped(
  found: WizardContext["backends"],
  before: WizardContext["backends"],
): WizardContext["backends"] {
  const known = new Set(found.map(({ url }) => url));
  return [...found, ...before.filter(({ url, typed }) => typed === true && !known.has(url))];
}

/**
 * Nobody but the operator agrees to an authority's terms: where they did not, the endpoint gets a pair of its own for
 * the time being.
 */
export function withoutTerms({ draft, termsGiven, job }: WizardContext): Partial<WizardContext> {
  if (job !== "apply" || draft.source !== "certbot" || draft.agreeTerms || termsGiven) return {};
  return { ...withoutPlan, draft: { ...draft, source: "self-signed" }, notice: termsNotice };
}

const termsNotice =
  "Let's Encrypt waits for your yes to its terms (step 5); until then the certificate is self-signed.";

/** A wrong passphrase is forgotten at once. */
export function withoutPassphrase({ passphrase }: WizardContext): Partial<WizardContext> {
  return { secrets: undefined, passphrase: { state: "open", wrong: passphrase.wrong + 1 } };
}
