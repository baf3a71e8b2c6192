import type { OverlayState, WalkState } from "../use-snapshot.ts";
import { backend } from "./backend.tsx";
import { certificate } from "./certificate.tsx";
import { check } from "./check.tsx";
import { firewall } from "./firewall.tsx";
import { help } from "./help.tsx";
import { limits } from "./limits.tsx";
import { names } from "./names.tsx";
import { placeholder } from "./placeholder.tsx";
import { proxy } from "./proxy.tsx";
import type { Screen } from "./screen.ts";

const nothing = placeholder("wss-setup");

/** The screen of every state of the walk. The last five are passed through or final and are never seen for long. */
export const screens: Readonly<Record<WalkState, Screen>> = {
  check,
  backend,
  names,
  proxy,
  certificate,
  limits,
  firewall,
  review: placeholder("review"),
  diff: placeholder("diff"),
  preview: placeholder("preview"),
  apply: placeholder("apply"),
  verify: placeholder("verify"),
  stuck: placeholder("stuck"),
  takingBack: placeholder("takingBack"),
  done: placeholder("done"),
  ended: placeholder("ended"),
  menu: placeholder("menu"),
  status: placeholder("status"),
  confirm: placeholder("confirm"),
  start: nothing,
  goTo: nothing,
  left: nothing,
  elevated: nothing,
};

/** What may lie over a screen. */
export const overlays: Readonly<Record<Exclude<OverlayState, "none">, Screen>> = {
  help,
  log: placeholder("log", true),
  leave: placeholder("leave", true),
  stop: placeholder("stop", true),
};
