import { useState } from "react";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";
import { useReviewAnswersPage } from "./use-review-answers-page.tsx";
import { useReviewChangesPage } from "./use-review-changes-page.tsx";

/** Every change before it is made, and from its back the answers it comes from. */
export const review: Screen = {
  topic: "review",
  words: [
    ["+ add", "something new; undo removes it"],
    ["~ change", "something that is there; a copy is kept, undo puts it back"],
    ["- remove", "something that stands in the way; undo puts it back"],
    ["Apply", "does it step by step; if one fails, all is taken back"],
    ["Save answers", "a file that does the same on the next box, without questions"],
  ],
  useView: useReview,
};

function useReview(props: ScreenProps): ScreenView {
  const [answers, setAnswers] = useState(false);
  const changesPage = useReviewChangesPage(props, () => setAnswers(true));
  const answersPage = useReviewAnswersPage(props, () => setAnswers(false));
  return answers ? answersPage : changesPage;
}
