import type { EditDecision, EditedFile } from "../core/edited-files.ts";

interface EditChoice {
  readonly how: EditDecision["how"];
  readonly title: string;
  readonly text: string;
}

const choices: readonly EditChoice[] = [
  { how: "keep", title: "Keep theirs", text: "the file stays as it is; all else is done" },
  { how: "take", title: "Take ours", text: "theirs goes; an undo brings it back" },
  { how: "merge", title: "Merge", text: "both in one file, in later runs too; remove keeps theirs" },
];

/** What can be done with a file of ours that other hands edited; the first harms nobody. */
export function editChoices({ merge }: EditedFile): readonly EditChoice[] {
  return choices.filter(({ how }) => how !== "merge" || merge === "clean");
}

const obstacles: Readonly<Record<EditedFile["merge"], string>> = {
  clean: "",
  conflict: " No merge: both changed the same lines.",
  unknown: " No merge: nobody kept what ours was before.",
};

/** What is said of it first. */
export function editedSentence({ path, merge }: EditedFile): string {
  return `${path} was written or edited by other hands.${obstacles[merge]}`;
}
