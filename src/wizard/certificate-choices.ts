import { directoryOf, isLetsEncrypt } from "../certificates/certbot/acme-directory.ts";
import { addressProblems } from "../certificates/certbot/plan.ts";
import {
  acmeReadiness,
  letsEncryptCaa,
  type Readiness as ReadinessRow,
} from "../certificates/certbot/readiness.ts";
import type { ProxyId } from "../core/answers.ts";
import { isPublicAuthority } from "../core/answers-rules.ts";
import type { Facts } from "../core/facts.ts";
import { nameFacts } from "../core/name-facts.ts";
import { isPrivateAddress } from "../core/network.ts";
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
  const names = normalNames(draft);
  if (facts === undefined || names.length === 0) return { state: "unknown", rows: [] };
  const known = names.filter(([typed, name]) => isAddress(name) || nameFacts(found, typed) !== undefined);
  const rows = [
    ...acmeReadiness({
      names: known.map(([, name]) => name),
      // What was looked up is known by what was typed.
      lookedUp: Object.fromEntries(
        known.flatMap(([typed, name]) => {
          const seen = nameFacts(found, typed);
          return seen === undefined ? [] : [[name, seen]];
        }),
      ),
      facts,
      ...(isLetsEncrypt(directoryOf(draft.acmeServer)) ? { authority: letsEncryptCaa } : {}),
      processes: [processes[draft.proxy]],
    }),
    ...addressRows(draft, facts),
  ];
  if (rows.some(({ state }) => state === "failed")) return { state: "not-yet", rows };
  return { state: known.length === names.length ? "ready" : "unknown", rows };
}

/** The program that is going to answer on port 80. */
const processes: Readonly<Record<ProxyId, string>> = {
  nginx: "nginx",
  apache: "apache2",
  haproxy: "haproxy",
  caddy: "caddy",
  embedded: "wss-setup-embed",
};

/** Only a new certbot gets a certificate for an address, and then for days. */
function addressRows(draft: Draft, facts: Facts): readonly ReadinessRow[] {
  const names = namesOf(draft);
  const address = names.find(isAddress);
  if (address === undefined) return [];
  const [problem] = addressProblems(
    { names },
    { challenge: draft.challenge, server: draft.acmeServer },
    facts,
  );
  return [
    problem === undefined
      ? { state: "warning", text: `${address} is an address: its certificate lasts 160 hours at a time` }
      : {
          state: "failed",
          text: problem.text.replace(/\.$/, ""),
          short: names.some((name) => isAddress(name) && isPrivateAddress(name))
            ? "a private address"
            : "certbot is too old for an address",
          fix: "take a domain name",
        },
  ];
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
  const addressed = namesOf(context.draft).some(isAddress);
  if (works && state === "ready" && !addressed) return "certbot";
  if (works && state === "unknown") return undefined;
  return sources.find(({ id }) => id !== "certbot")?.id;
}

/** What stands in the row of Let's Encrypt. */
function standing(context: WizardContext): Partial<Pick<SourceChoice, "text" | "unfit">> {
  const { draft } = context;
  const local = namesOf(draft).find((name) => !isAddress(name) && !name.includes("."));
  if (local !== undefined && isPublicAuthority(draft.acmeServer))
    return { unfit: `no authority knows a name without a dot: ${local}` };
  const { state, rows } = readiness(context);
  const reason = rows.find((row) => row.state === "failed");
  return state === "not-yet" && reason !== undefined
    ? { text: `not yet: ${reason.short ?? reason.text}` }
    : {};
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
