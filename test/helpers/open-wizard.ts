import { createElement } from "react";
import { onTestFinished } from "vitest";
import type { TerminalTraits } from "../../components/theme/terminal-traits.ts";
import type { WizardActor } from "../../components/use-snapshot.ts";
import type { WizardInput } from "../../src/wizard/context.ts";
import type { WizardEvent } from "../../src/wizard/events.ts";
import { openScreen, type Screen, type ScreenOptions } from "./terminal.ts";
import { wizard } from "./wizard-scene.ts";

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

/** The wizard at the screen that these events lead to, with its keyboard; it is closed when the test ends. */
export async function wizardAt(
  events: readonly WizardEvent[],
  options: Parameters<typeof openWizard>[1] & { readonly input?: Partial<WizardInput> } = {},
) {
  const { input, ...rest } = options;
  const actor = wizard(events, input);
  const screen = await openWizard(actor, rest);
  onTestFinished(() => screen.close());
  return {
    actor,
    screen,
    walk: () => actor.getSnapshot().value.walk,
    draft: () => actor.getSnapshot().context.draft,
  };
}
