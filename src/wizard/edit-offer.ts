import type { EditDecision, EditedFile } from "../core/edited-files.ts";

/** What can be done with a file of ours that other hands edited; the first harms nobody. */
export const editChoices: readonly {
  readonly how: EditDecision["how"];
  readonly title: string;
  readonly text: string;
}[] = [
  { how: "keep", title: "Keep theirs", text: "the file stays as it is; all else is done" },
  { how: "take", title: "Take ours", text: "theirs goes; an undo brings it back" },
];

/** What is said of it first. */
export function editedSentence({ path }: EditedFile): string {
  return `${path} was written or edited by other hands.`;
}
