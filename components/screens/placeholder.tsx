import { enterKey, escapeKey } from "../keys/key-row.ts";
import { Words } from "../theme/words.tsx";
import type { Screen } from "./screen.ts";

/** Stands where a screen is still to be drawn; Enter and Esc lead through. `over`: it lies over another. */
export function placeholder(topic: string, over = false): Screen {
  return {
    topic,
    words: [],
    useView: ({ send }) => ({
      body: <Words bold>{topic}</Words>,
      keys: [
        enterKey(over ? "close" : "next", () => send({ type: over ? "CLOSE" : "NEXT" })),
        escapeKey(over ? "close" : "back", () => send({ type: over ? "CLOSE" : "BACK" })),
      ],
    }),
  };
}
