import { expect } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import type { Snapshot } from "../../helpers/box/snapshot.ts";
import { diffSnapshots } from "../../helpers/box/snapshot-diff.ts";
import { exits, journalFile } from "./endpoint.ts";
import { leftByPurge } from "./left-by-purge.ts";

/** Fails unless the box is now as it was then, but for what purging the same packages leaves by itself. */
export async function expectAsBefore(
  box: Box,
  before: Snapshot,
  packages: readonly string[] = ["nginx"],
): Promise<void> {
  const allowed = await leftByPurge(box.suite, packages);
  const difference = diffSnapshots(before, await box.snapshot());
  expect(difference.filter((line) => !allowed.includes(line))).toEqual([]);
}

/** Fails unless nothing at all has changed since. */
export async function expectUntouched(box: Box, before: Snapshot): Promise<void> {
  expect(diffSnapshots(before, await box.snapshot())).toEqual([]);
}

/** Fails unless the box is as it was then. Where a run stood, our notes may tell of what came and went since. */
export async function expectTakenBack(box: Box, before: Snapshot): Promise<void> {
  const notes = before.files[journalFile] === undefined ? undefined : " /var/lib/wss-setup/";
  const difference = diffSnapshots(before, await box.snapshot());
  expect(difference.filter((line) => notes === undefined || !line.includes(notes))).toEqual([]);
}

/** Takes the last run back, and fails unless the box is as it was before it. */
export async function expectUndone(box: Box, before: Snapshot, packages?: readonly string[]): Promise<void> {
  exits(0, await box.wssSetup(["undo", "--yes"]));
  await expectAsBefore(box, before, packages);
}
