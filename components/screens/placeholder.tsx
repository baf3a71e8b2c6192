import { Words } from "../theme/words.tsx";
import type { Screen } from "./screen.ts";

/** Of a state that is passed through or final: nobody sees it for long, and it has no keys. */
export function placeholder(topic: string): Screen {
  return { topic, words: [], useView: () => ({ body: <Words>{topic}</Words>, keys: [] }) };
}
