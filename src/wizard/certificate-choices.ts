import { acmeReadiness, type ReadinessRow } from "../certificates/certbot/readiness.ts";
import { isAddress } from "../core/validate/address.ts";
import type { Choice, WizardContext } from "./context.ts";
import type { Draft } from "./draft.ts";
import { normalNames } from "./normal-names.ts";

type SourceChoice = Choice<Draft["source"]>;

/** What can be said of Let's Encrypt before it is asked. */
export interface Readiness {
  /** `unknown`: something is still being looked up. */
  readonly state: "ready" | "not-yet" | "unknown";
  readonly rows: readonly ReadinessRow[];
}

/** Whether an authority could give a certificate for the names as they stand. Pure. */
export function readiness({ draft, names: found, facts }: WizardContext): Readiness {
  const names = namesOf(draft);
  // What was looked up is known by what was typed.
  const lookedUp = Object.fromEntries(
    normalNames(draft).flatMap(([typed, name]) => (found[typed] ? [[name, found[typed]]] : [])),
  );
  if (facts === undefined || names.length === 0) return { state: "unknown", rows: [] };
  const rows = acmeReadiness({ names, lookedUp, facts });
  if (rows.some(({ state }) => state === "failed")) return { state: "not-yet", rows };
  const known = names.every((name) => isAddress(name) || lookedUp[name] !== undefined);
  return { state: known ? "ready" : "unknown", rows };
}

/** The sources as they can be taken here, with the reason why one cannot. Pure. */
export function certificateChoices(context: WizardContext): readonly SourceChoice[] {
  const best = recommendedSource(context);
  return context.sources.map((choice) => {
    const tag = choice.id === best ? "recommended" : choice.tag;
    return choice.id === "certbot" ? { ...choice, tag, ...standing(context) } : { ...choice, tag };
  });
}

/** The source to take where nobody says otherwise; undefined while nothing is known. Pure. */
export function recommendedSource(context: WizardContext): Draft["source"] | undefined {
  const { sources } = context;
  const acme = sources.find(({ id }) => id === "certbot");
  const works = acme !== undefined && standing(context).unfit === undefined;
  const { state } = readiness(context);
  if (works && state === "ready") return "certbot";
  if (works && state === "unknown") return undefined;
  return sources.find(({ id }) => id !== "certbot")?.id;
}

/** What stands in the row of Let's Encrypt. */
function standing(context: WizardContext): Partial<Pick<SourceChoice, "text" | "unfit">> {
  if (context.mode === "demo") return { unfit: "not in the demo: it would have to reach this box by name" };
  const local = namesOf(context.draft).find((name) => !isAddress(name) && !name.includes("."));
  if (local !== undefined) return { unfit: `no authority knows a name without a dot: ${local}` };
  const { state, rows } = readiness(context);
  const reason = rows.find((row) => row.state === "failed");
  return state === "not-yet" && reason !== undefined ? { text: `not yet: ${reason.text}` } : {};
}

/** `www.example.com`, where `example.com` is among the names and that is not. */
export function missingWww(draft: Draft): string | undefined {
  const names = namesOf(draft);
  const bare = names.find((name) => isBareDomain(name) && !names.includes(`www.${name}`));
  return bare === undefined ? undefined : `www.${bare}`;
}

/** Two labels, or three where the second is a registry's own, as in `example.co.uk`. */
function isBareDomain(name: string): boolean {
  return !isAddress(name) && /^[^.]+\.((ac|co|com|edu|gov|net|org)\.[a-z]{2}|[^.]+)$/.test(name);
}

function namesOf(draft: Draft): readonly string[] {
  return normalNames(draft).map(([, name]) => name);
}
