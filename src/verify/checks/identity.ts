import { parseBackend } from "../../core/backend-url.ts";
import { askInDialect, type BackendIdentity } from "../backend-identity.ts";
import type { Check } from "../check.ts";
import { whoListens } from "../fixes.ts";
import type { Proof } from "../proof.ts";
import { explainUpgrade } from "../upgrade-causes.ts";
import type { Wire } from "../wire.ts";

/** The same server answers through the endpoint as directly; what it told goes on to the check of unsafe calls. */
export async function checkIdentity(
  proof: Proof,
  wire: Wire,
): Promise<{ readonly check: Check; readonly found?: BackendIdentity }> {
  const base = { id: "backend", title: "Behind it" };
  const { backends } = proof;
  if (backends.down) return { check: { ...base, ...strange(backends.first.url) } };
  if (backends.dialect === undefined)
    return { check: withDeadOnes(proof, { ...base, ...plain(backends.first.facts.label) }) };
  const timeout = Math.min(proof.connectionTimeout, proof.deadline.left());
  const found = await askInDialect(wire, backends.dialect, { timeout });
  const { identity, handshake } = found;
  if (handshake.outcome !== "opened")
    return { check: { ...base, ...(await explainUpgrade(proof, handshake)) }, found };
  const twin = backends.all.find((direct) => direct.found?.identity?.fingerprint === identity?.fingerprint);
  if (identity === undefined || twin === undefined) {
    return {
      check: {
        ...base,
        ...different(proof, identity?.label ?? "a WebSocket server that does not say what it is"),
      },
      found,
    };
  }
  return {
    check: withDeadOnes(proof, { ...base, status: "ok", seen: `${identity.label}, the same as directly` }),
    found,
  };
}

function plain(label: string): Pick<Check, "status" | "seen"> {
  return { status: "ok", seen: `${label}, as directly; it does not say more of itself` };
}

/** It opened though nothing answers directly. */
function strange(url: string): Omit<Check, "id" | "title"> {
  return {
    status: "failed",
    fault: "setup",
    seen: `the endpoint opens a WebSocket while ${url} does not answer directly`,
    cause: "The proxy leads to another server than the backend.",
    fix: whoListens(parseBackend(url).port),
  };
}

function different(proof: Proof, label: string): Omit<Check, "id" | "title"> {
  const { url, facts } = proof.backends.first;
  return {
    status: "failed",
    fault: "setup",
    seen: `through the endpoint ${label}, directly ${facts.label}`,
    cause: `The proxy leads to another server than ${url}, or spoils what is said.`,
    fix: whoListens(parseBackend(url).port),
  };
}

/** One of several backends may be down: the endpoint works, the operator wants to know. */
function withDeadOnes(proof: Proof, check: Check): Check {
  const dead = proof.backends.all.filter(({ facts }) => !facts.answers);
  if (dead.length === 0) return check;
  return {
    ...check,
    status: "warning",
    cause: `${dead.length} of ${proof.backends.all.length} backends do not answer. ${dead.map(({ facts }) => facts.error).join(" ")}`,
    fix: whoListens(parseBackend(dead[0]?.url as string).port),
  };
}
