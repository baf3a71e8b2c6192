import { choose } from "../choose.ts";
import { saveAnswers } from "../save-answers.ts";
import { askForDiff, changeWords, diffWords } from "../show-changes.ts";
import type { Visit } from "../visit.ts";
import { sentence } from "../words.ts";

/** One change, line by line; the list it was asked from goes on by itself. */
export async function diff(visit: Visit): Promise<void> {
  const { preview, diff: asked } = visit.context;
  const change = preview?.changes[asked?.index ?? 0];
  if (change !== undefined) {
    visit.say(
      "",
      changeWords(change),
      sentence(`Why: ${change.why}`),
      ...diffWords(change.diff ?? ""),
      "End of the change.",
    );
  }
  visit.send({ type: "BACK" });
}

/** The end of a dry run. */
export async function preview(visit: Visit): Promise<void> {
  if (visit.again || visit.from !== "diff") {
    visit.say(
      "",
      "This is what would happen. Nothing was changed.",
      sentence(visit.context.preview?.sentence ?? ""),
    );
  }
  for (;;) {
    const answer = await choose<"leave" | "save" | "diff">(visit, {
      options: [
        { value: "leave", title: "Leave", text: "nothing stays behind" },
        {
          value: "save",
          title: "Save answers",
          text: "then wss-setup apply -a FILE --yes does it",
        },
      ],
      chosen: "leave",
      letters: [{ letter: "d", does: "diffs", value: "diff" }],
    });
    if (answer === "leave") visit.send({ type: "NEXT" });
    if (answer === "save") await saveAnswers(visit);
    if (answer === "diff") await askForDiff(visit);
  }
}
