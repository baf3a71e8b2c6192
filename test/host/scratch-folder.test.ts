import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { chosenFolder } from "../../src/host/scratch-folder.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const label = "THIS-IS-A-DEMO";

it("writes through no link that lies where its label goes", async () => {
  const outside = temporaryFolder();
  const precious = join(outside, "precious");
  writeFileSync(precious, "keep me");
  for (const target of [precious, join(outside, "not-there-yet")]) {
    const folder = temporaryFolder();
    symlinkSync(target, join(folder, label));
    expect((await chosenFolder(folder)).path).toBe(folder);
    expect(lstatSync(join(folder, label)).isSymbolicLink()).toBe(true);
  }
  expect(readFileSync(precious, "utf8")).toBe("keep me");
  expect(readdirSync(outside)).toEqual(["precious"]);
});

it("labels a new folder and an empty one, and takes it again with all that a demo left in it", async () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, "empty"));
  for (const name of ["new", "empty"]) {
    const folder = join(parent, name);
    expect((await chosenFolder(folder)).path).toBe(folder);
    expect(readFileSync(join(folder, label), "utf8")).toContain("wss-setup demo");
    writeFileSync(join(folder, "left"), "by a demo");
    await (await chosenFolder(folder)).remove();
    expect(readdirSync(folder).sort()).toEqual([label, "left"]);
  }
});

it("refuses a folder with something else in it, and leaves it as it is", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "mine"), "");
  await expect(chosenFolder(folder)).rejects.toMatchObject({ exitCode: 64 });
  expect(readdirSync(folder)).toEqual(["mine"]);
});
