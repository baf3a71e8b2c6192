import { validateBackend } from "../core/validate/backend.ts";
import { validateDuration } from "../core/validate/duration.ts";
import { validateEmail } from "../core/validate/email.ts";
import { validateName } from "../core/validate/name.ts";
import { validateOrigin } from "../core/validate/origin.ts";
import { validatePath } from "../core/validate/path.ts";
import { type Draft, splitList } from "./draft.ts";

/** Why the typed backend cannot be used, in one line; undefined when it can. */
export function backendProblem(draft: Draft): string | undefined {
  const urls = splitList(draft.backend);
  if (urls.length === 0) return "Type the address of the WebSocket server, such as ws://127.0.0.1:9944.";
  return firstMessage(urls.map(validateBackend));
}

/** Why the typed names cannot be used, in one line; undefined when they can. */
export function namesProblem(draft: Draft): string | undefined {
  const names = splitList(draft.names);
  if (names.length === 0) return "Type the name, or the address, that clients will connect to.";
  return firstMessage(names.map(validateName));
}

/** The first name that looks like another and that nobody confirmed yet, with the words that say so. */
export function nameToConfirm(
  draft: Draft,
  confirmed: readonly string[],
): { name: string; text: string } | undefined {
  for (const name of splitList(draft.names)) {
    const verdict = validateName(name);
    if (verdict.ok && verdict.note?.confirm === true && !confirmed.includes(name)) {
      return { name, text: verdict.note.text };
    }
  }
  return undefined;
}

/** Why the limits cannot be used, in one line; undefined when they can. */
export function limitsProblem(draft: Draft): string | undefined {
  const origins = draft.origins === "any" ? [] : splitList(draft.origins);
  if (draft.origins !== "any" && origins.length === 0) return "Name at least one origin, or take any.";
  return firstMessage([...origins.map(validateOrigin), validateDuration(draft.idleTimeout)]);
}

/** Why the typed e-mail cannot be used, in one line; none is needed. */
export function emailProblem({ email }: Pick<Draft, "email">): string | undefined {
  return email.trim() === "" ? undefined : firstMessage([validateEmail(email.trim())]);
}

/** Why one of the typed paths cannot be one, in one line. */
export function pathProblem(path: string): string | undefined {
  return firstMessage([validatePath(path)]);
}

function firstMessage(
  verdicts: readonly ({ readonly ok: true } | { readonly ok: false; readonly message: string })[],
) {
  const refused = verdicts.find((verdict) => !verdict.ok);
  return refused === undefined || refused.ok ? undefined : refused.message;
}
