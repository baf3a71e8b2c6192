import { expect } from "vitest";
import type { Conversation } from "./conversation.ts";

/** Fails unless all that stands on the terminal is what `test/golden/plain/NAME.txt` holds. */
export async function expectGolden({ transcript }: Conversation, name: string): Promise<void> {
  expect(transcript()).toMatch(/\S/);
  // Text alone: no escape sequence, no carriage return, no other control character.
  expect(transcript()).not.toMatch(/[^\n\P{Cc}]/u);
  await expect(transcript()).toMatchFileSnapshot(`../../golden/plain/${name}.txt`);
}
