import { expect } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import type { Suite } from "../../helpers/box/golden.ts";
import type { Snapshot } from "../../helpers/box/snapshot.ts";
import { diffSnapshots } from "../../helpers/box/snapshot-diff.ts";
import { exits, journalFile } from "./endpoint.ts";
import { withBox } from "./in-boxes.ts";

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

const controls = new Map<string, Promise<readonly string[]>>();

/** What installing and purging these by hand leaves in a box of that suite: no tool of ours can leave less. */
function leftByPurge(suite: Suite, packages: readonly string[]): Promise<readonly string[]> {
  const key = [suite, ...packages].join(" ");
  const control = controls.get(key) ?? runControl(suite, packages);
  controls.set(key, control);
  return control;
}

function runControl(suite: Suite, wanted: readonly string[]): Promise<readonly string[]> {
  return withBox({ suite }, async (box) => {
    const before = await box.snapshot();
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const apt = (...args: readonly string[]) => box.run(["apt-get", "-y", "-qq", ...args], { env });
    await apt("install", "--no-install-recommends", ...wanted);
    const { packages } = await box.snapshot();
    await apt("purge", ...Object.keys(packages).filter((name) => !(name in before.packages)));
    return diffSnapshots(before, await box.snapshot());
  });
}
