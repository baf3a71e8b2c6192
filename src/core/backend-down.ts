import type { Answers } from "./answers.ts";
import { capitalized } from "./capitalized.ts";
import type { Facts } from "./facts.ts";
import type { Warning } from "./finding.ts";

/** The warning that a backend does not answer. */
export const backendDown = "backend-down";

/** What clients will meet before the server behind the endpoint runs. Pure. */
export function backendWarnings({ backend }: Answers, facts: Facts): readonly Warning[] {
  const dead = backend.flatMap((url) => {
    const seen = facts.backends[url];
    return seen?.answers === false ? [seen.error ?? `${url} gives no handshake.`] : [];
  });
  if (dead.length === 0) return [];
  const who =
    dead.length < backend.length
      ? `${dead.length} of ${backend.length} backends do not answer`
      : "the backend does not answer";
  const next = dead.length < backend.length ? "start it" : "start it; clients get an error until it runs";
  return [{ id: backendDown, text: `${capitalized(who)}: ${dead.join(" ")}`, next }];
}

/** The same at the end of a run, which succeeded all the same. Pure. */
export function backendStillDown({ id, text }: Warning): Warning {
  return {
    id,
    text: `The endpoint is set up, but ${text.charAt(0).toLowerCase()}${text.slice(1)}`,
    next: "start it, then: wss-setup status",
  };
}
