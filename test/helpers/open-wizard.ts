import { createElement } from "react";
import type { TerminalTraits } from "../../components/theme/terminal-traits.ts";
import type { WizardActor } from "../../components/use-snapshot.ts";
import { openScreen, type Screen, type ScreenOptions } from "./terminal.ts";

/** Nothing turns, so that a frame is the same each time. */
export const still: TerminalTraits = { ascii: false, color: true, motion: false };

/** The wizard's face in a terminal. It is loaded here, after `terminal.ts` has turned colours on. */
export async function openWizard(
  actor: WizardActor,
  options: ScreenOptions & { readonly terminal?: TerminalTraits } = {},
): Promise<Screen> {
  const { App } = await import("../../components/app.tsx");
  const { terminal = still, ...size } = options;
  return openScreen(createElement(App, { actor, terminal }), size);
}
