import type { Answers } from "../core/answers.ts";
import type { Facts } from "../core/facts.ts";

/**
 * Whether a client has to come to the same backend each time: Engine.IO, below Socket.IO, keeps a session in one process,
 * and a client asks for it in several requests. While a backend does not say what it is, what is written already stays.
 * @param written our configuration leads clients so now
 */
export function isSticky(
  { backend }: Pick<Answers, "backend">,
  { backends }: Pick<Facts, "backends">,
  written: boolean,
): boolean {
  if (backend.length < 2) return false;
  const seen = backend.map((url) => backends[url]);
  if (seen.some((each) => each?.kind === "engine.io")) return true;
  return written && seen.some((each) => each?.answers !== true);
}
