import type { OperatorEvent } from "../../src/wizard/events.ts";
import { keepsAnswers } from "../../src/wizard/keeps-answers.ts";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { Dialog } from "../widgets/dialog/dialog.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** Ctrl-C before anything was changed. */
export const leave: Screen = { topic: "leave", words: [], useView: useLeave };

type Answer = Extract<OperatorEvent["type"], "LEAVE" | "CLOSE" | "FORGET">;

function useLeave({ context, send }: ScreenProps): ScreenView {
  const kept = keepsAnswers(context);
  const items: readonly { readonly id: Answer; readonly title: string; readonly detail: string }[] = [
    {
      id: "LEAVE",
      title: "Leave",
      detail: kept ? "and go on from here another time" : "nothing stays behind",
    },
    { id: "CLOSE", title: "Stay", detail: "as if nothing happened" },
    ...(kept
      ? [{ id: "FORGET", title: "Forget them", detail: "leave, and begin anew the next time" } as const]
      : []),
  ];
  const list = useChoiceList(items, "LEAVE", () => {});
  const marked = list.marked ?? items[0];
  return {
    title: "Leave?",
    take: list.take,
    keys: [
      enterKey((marked?.title ?? "leave").toLowerCase(), () => send({ type: marked?.id ?? "LEAVE" })),
      ...list.keys,
      escapeKey("stay", () => send({ type: "CLOSE" })),
      { label: "Ctrl-C", does: "leave", on: ["ctrl-c"], run: () => send({ type: "LEAVE" }) },
    ],
    body: (
      <Dialog
        lines={[
          kept ? "Nothing was changed. Your answers are kept for the next time." : "Nothing was changed.",
        ]}
      >
        <ChoiceList items={items} state={list.state} />
      </Dialog>
    ),
  };
}
