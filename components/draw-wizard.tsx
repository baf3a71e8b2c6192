import { render } from "ink";
import { App } from "./app.tsx";
import { terminalTraits } from "./theme/terminal-traits.ts";
import type { Snapshot, WizardActor } from "./use-snapshot.ts";

/**
 * Draws the wizard on a screen of its own until the machine has ended; what was there before comes back.
 * `up` is called with each frame that is out. Throws what nothing else in the program caught, the terminal put right.
 */
export async function drawWizard(actor: WizardActor, up: () => void): Promise<void> {
  const drawing = render(<App actor={actor} terminal={terminalTraits(process.env)} />, {
    exitOnCtrlC: false,
    // Ink would draw nothing before the end where an environment calls itself CI.
    interactive: true,
    onRender: up,
    alternateScreen: true,
    patchConsole: false,
  });
  const leave = ({ value }: Snapshot) => {
    if (value.walk === "left" || value.walk === "elevated") drawing.unmount();
  };
  const ended = actor.subscribe(leave);
  leave(actor.getSnapshot());
  const thrown = Promise.withResolvers<never>();
  process.on("uncaughtException", thrown.reject);
  try {
    await Promise.race([drawing.waitUntilExit(), thrown.promise]);
  } finally {
    process.off("uncaughtException", thrown.reject);
    ended.unsubscribe();
    drawing.unmount();
  }
}
