import type { WizardContext } from "./context.ts";

/** What is told once the screens are gone and the endpoint is proven. */
export function doneText(context: WizardContext): string {
  return ["Your endpoint works:", ...(context.preview?.endpoints ?? []), "", ...nextCommands].join("\n");
}

/** What came of a run that was taken back, or of an undo. */
export function endedText({ failure, left }: WizardContext): string {
  if (failure === undefined) return "Taken back. The box is as it was before.";
  return [failure.message, ...left, ...(failure.next === undefined ? [] : [`Do this: ${failure.next}`])].join(
    "\n",
  );
}

/** The end of a dry run: the list of changes. */
export function previewText({ preview }: WizardContext): string {
  const changes = preview?.changes.map(({ action, noun, title }) => `${action} ${noun} ${title}`) ?? [];
  return ["This is what would happen. Nothing was changed.", "", ...changes].join("\n");
}

const nextCommands = [
  "New certificate   wss-setup",
  "Take it all back  wss-setup undo --yes",
  "How it does       wss-setup status",
  "Next box          wss-setup apply -a /etc/wss-setup/answers.yaml --yes",
];
