import { confirm, menu, status } from "./states/again.ts";
import { authority } from "./states/authority.ts";
import { backend } from "./states/backend.ts";
import { certificate } from "./states/certificate.ts";
import { diff, preview } from "./states/changes.ts";
import { check } from "./states/check.ts";
import { done, ended, stuck } from "./states/ends.ts";
import { firewall } from "./states/firewall.ts";
import { limits } from "./states/limits.ts";
import { names } from "./states/names.ts";
import { ownFiles } from "./states/own-files.ts";
import { proxy } from "./states/pick.ts";
import { review } from "./states/review.ts";
import { terms } from "./states/terms.ts";
import { apply, takingBack, verify } from "./states/work.ts";
import type { Visit, WalkState } from "./visit.ts";

/** Nothing is told or asked: the machine passes through, or has ended. */
const nothing = (visit: Visit) => visit.stayUntilMoved();

/** What is told and asked in each state of the walk; it throws `Moved` once an answer leads on. */
export const states: Readonly<Record<WalkState, (visit: Visit) => Promise<void>>> = {
  check,
  backend,
  names,
  proxy,
  certificate,
  terms,
  authority,
  ownFiles,
  limits,
  firewall,
  review,
  diff,
  preview,
  apply,
  verify,
  stuck,
  takingBack,
  done,
  ended,
  menu,
  status,
  confirm,
  start: nothing,
  goTo: nothing,
  left: nothing,
  elevated: nothing,
};
