import type { Terminal } from "../cli/terminal.ts";
import { invalidInput } from "../core/errors.ts";
import { guardTerminal } from "../host/terminal-guard.ts";
import type { WizardContext } from "../wizard/context.ts";
import { doneText, endedText, previewText } from "../wizard/end-text.ts";
import type { WizardActor } from "../wizard/run-wizard.ts";

/** The screens need keys and a place to draw. @throws Failure (64) that names the way without */
export function refuseWithoutTerminal(...ways: readonly string[]): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  throw invalidInput(
    ["the guide needs a terminal. Without one:", ...ways.map((way) => `  ${way}`)].join("\n"),
  );
}

/** Shows the machine until it has ended: drawn, or line by line where nothing can be drawn or a screen reader listens. */
export async function showWizard(actor: WizardActor, up: () => void, plain: boolean): Promise<void> {
  const { TERM, INK_SCREEN_READER } = process.env;
  if (plain || TERM === "dumb" || INK_SCREEN_READER === "true") {
    const { runPlain } = await import("../wizard/plain/run-plain.ts");
    up();
    return runPlain({ actor, input: process.stdin, output: process.stdout });
  }
  const { drawWizard } = await import("../../components/draw-wizard.tsx");
  const guard = guardTerminal();
  try {
    await drawWizard(actor, up);
  } finally {
    guard.dismiss();
  }
}

/** What stays in the scroll-back once the screens are gone; stdout gets only the endpoints, unless both are one terminal. */
export function tellEnd(terminal: Terminal, context: WizardContext): void {
  const { result, preview } = context;
  if (result === "ended") terminal.progress(endedText(context));
  if (result === "preview") terminal.result(previewText(context));
  if (result !== "done") return;
  terminal.progress(doneText(context));
  if (process.stdout.isTTY && process.stderr.isTTY) return;
  for (const endpoint of preview?.endpoints ?? []) terminal.result(endpoint);
}
