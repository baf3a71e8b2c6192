import { enterKey, escapeKey } from "../keys/key-row.ts";
import { Words } from "../theme/words.tsx";
import type { Screen } from "./screen.ts";

/** Stands where a screen is still to be drawn; Enter and Esc lead through. */
export function placeholder(topic: string): Screen {
  return {
    topic,
    words: [],
    useView: ({ send }) => ({
      body: <Words bold>{topic}</Words>,
      keys: [
        enterKey("next", () => send({ type: "NEXT" })),
        escapeKey("back", () => send({ type: topic === "log" ? "CLOSE" : "BACK" })),
      ],
    }),
  };
}
