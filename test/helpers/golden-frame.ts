import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";
import { type Screen, widthOf } from "./terminal.ts";

/**
 * Holds what is seen against `test/golden/frames/NAME.txt`, and the frame against its window: never higher, never
 * wider. WSS_SETUP_GOLDEN=write writes the files anew.
 */
export function expectFrame(screen: Screen, name: string, columns: number, rows: number): void {
  const frame = screen.frame();
  expect(frame.split("\n")).toHaveLength(rows);
  expect(widthOf(frame)).toBeLessThanOrEqual(columns);
  const file = new URL(`../golden/frames/${name}.txt`, import.meta.url).pathname;
  if (process.env.WSS_SETUP_GOLDEN === "write") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${frame}\n`);
  }
  expect(`${frame}\n`).toBe(readFileSync(file, "utf8"));
}
