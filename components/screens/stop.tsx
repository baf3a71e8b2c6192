import type { WizardContext } from "../../src/wizard/context.ts";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { Dialog } from "../widgets/dialog/dialog.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** Ctrl-C while the box is changed; the work goes on behind it. */
export const stop: Screen = { topic: "stop", words: [], useView: useStop };

function useStop({ context, send }: ScreenProps): ScreenView {
  const over = isOver(context);
  const items = over
    ? ([{ id: "CLOSE", title: "See the result", detail: "" }] as const)
    : ([
        { id: "CLOSE", title: "Keep going", detail: "as if nothing happened" },
        {
          id: "STOP",
          title: "Stop and undo",
          detail: `then take back what this run did: ${doneSoFar(context)}`,
        },
      ] as const);
  const list = useChoiceList<"CLOSE" | "STOP">(items, "CLOSE", () => {});
  const marked = list.marked ?? items[0];
  const close = () => send({ type: "CLOSE" });
  return {
    title: over ? "It ended meanwhile" : "Stop here?",
    take: list.take,
    keys: [
      enterKey(marked.title.toLowerCase(), () => send({ type: marked.id })),
      ...list.keys,
      { ...escapeKey(over ? "see the result" : "keep going", close), quiet: marked.id === "CLOSE" },
      over
        ? { label: "Ctrl-C", does: "see the result", on: ["ctrl-c"], run: close, quiet: true }
        : { label: "Ctrl-C", does: "stop and undo", on: ["ctrl-c"], run: () => send({ type: "STOP" }) },
    ],
    body: (
      <Dialog lines={[sentence(context, over)]}>
        <ChoiceList items={items} state={list.state} tight />
      </Dialog>
    ),
  };
}

/** The run ended behind the question: it is done, stuck or taken back. */
function isOver({ failure, progress: { steps } }: WizardContext): boolean {
  return failure !== undefined || (steps.length > 0 && steps.every(({ state }) => state === "done"));
}

function sentence({ failure, progress: { steps } }: WizardContext, over: boolean): string {
  if (over) return failure === undefined ? "It finished meanwhile." : "A step failed meanwhile.";
  const running = steps.find(({ state }) => state === "running");
  return running === undefined
    ? "The next step is about to begin."
    : `“${running.title}” is still running and will be let finish.`;
}

function doneSoFar({ progress: { steps } }: WizardContext): string {
  const done = steps.filter(({ state }) => state === "done").length;
  const running = steps.some(({ state }) => state === "running");
  return `${done} ${done === 1 ? "step" : "steps"}${running ? " and this one" : ""}`;
}
