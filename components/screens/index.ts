import type { OverlayState, WalkState } from "../use-snapshot.ts";
import { apply } from "./apply.tsx";
import { authority } from "./authority.tsx";
import { backend } from "./backend.tsx";
import { certificate } from "./certificate.tsx";
import { check } from "./check.tsx";
import { confirm } from "./confirm.tsx";
import { diff } from "./diff.tsx";
import { done } from "./done.tsx";
import { ended } from "./ended.tsx";
import { firewall } from "./firewall.tsx";
import { help } from "./help.tsx";
import { leave } from "./leave.tsx";
import { limits } from "./limits.tsx";
import { log } from "./log.tsx";
import { menu } from "./menu.tsx";
import { names } from "./names.tsx";
import { ownFiles } from "./own-files.tsx";
import { placeholder } from "./placeholder.tsx";
import { preview } from "./preview.tsx";
import { proxy } from "./proxy.tsx";
import { review } from "./review.tsx";
import type { Screen } from "./screen.ts";
import { status } from "./status.tsx";
import { stop } from "./stop.tsx";
import { stuck } from "./stuck.tsx";
import { takingBack } from "./taking-back.tsx";
import { terms } from "./terms.tsx";
import { verify } from "./verify.tsx";

const nothing = placeholder("wss-setup");

/** The screen of every state of the walk. The last five are passed through or final and are never seen for long. */
export const screens: Readonly<Record<WalkState, Screen>> = {
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

/** What may lie over a screen. */
export const overlays: Readonly<Record<Exclude<OverlayState, "none">, Screen>> = {
  help,
  log,
  leave,
  stop,
};
