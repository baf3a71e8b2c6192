import { typeText } from "./type-text.ts";
import type { Visit } from "./visit.ts";

/** Asks for a file and has the answers written there; says what came of it. */
export async function saveAnswers(visit: Visit): Promise<void> {
  const file = await typeText(visit, {
    label: "File",
    chosen: "./answers.yaml",
    problem: (text) => (text === "" ? "Give a file." : undefined),
    within: true,
  });
  if (file === undefined) return;
  visit.send({ type: "SAVE_ANSWERS", file });
  await visit.wait(({ notice }) => notice !== undefined, "the file");
  const { notice } = visit.context;
  if (notice !== undefined) visit.say(notice);
}
