import { describe } from "vitest";
import { boxesAvailable } from "../../helpers/box/available.ts";
import { type Box, type BoxOptions, bootBox } from "../../helpers/box/box.ts";

const available = boxesAvailable();

/** A `describe` whose tests boot boxes: skipped, with the reason in its title, where there can be none. */
export function inBoxes(title: string, tests: () => void): void {
  describe.skipIf(!available.ok)(available.ok ? title : `${title} (${available.reason})`, tests);
}

/** Lends a fresh box with the test backend in it, and takes the box away however the work ends. */
export async function withBox<T>(
  options: Partial<BoxOptions>,
  work: (box: Box) => Promise<T>,
  prepare: (box: Box) => Promise<void> = (box) => box.startBackend(),
): Promise<T> {
  const box = await bootBox({ suite: "bookworm", ...options });
  try {
    await prepare(box);
    return await work(box);
  } finally {
    box.stop();
  }
}
