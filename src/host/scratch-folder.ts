import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { invalidInput } from "../core/errors.ts";
import { kernelCode, kernelFailure } from "./kernel-error.ts";

/** A folder that stands for a whole box. */
export interface ScratchFolder {
  /** Absolute, without links. */
  readonly path: string;
  /** Takes the folder away with all that is in it; one that the operator named stays. */
  remove(): Promise<void>;
}

/** A file that says what the folder is, to people and to us. */
const label = "THIS-IS-A-DEMO";
const text = "This folder stands for a box in `wss-setup demo`. When no demo runs, it can be deleted.\n";

/** A new folder (0700) among the temporary files. @throws Failure when there is no room for one */
export async function temporaryFolder(): Promise<ScratchFolder> {
  const parent = tmpdir();
  try {
    const path = await realpath(await mkdtemp(join(parent, "wss-setup-demo-")));
    await putLabel(path);
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  } catch (error) {
    throw kernelFailure(parent, "used for a new folder", error);
  }
}

/** The operator's choice: a new folder, an empty one, or one of an earlier demo. @throws Failure (64) for any other */
export async function chosenFolder(chosen: string): Promise<ScratchFolder> {
  const folder = resolve(chosen);
  try {
    await mkdir(folder, { mode: 0o700 }).catch((error) => {
      if (kernelCode(error) !== "EEXIST") throw error;
    });
    const names = await readdir(folder);
    if (names.length > 0 && !names.includes(label)) {
      throw invalidInput(
        `--folder: ${folder} is not empty`,
        "name a folder that is new, empty or of an earlier demo",
      );
    }
    const path = await realpath(folder);
    await putLabel(path);
    return { path, remove: async () => undefined };
  } catch (error) {
    throw kernelFailure(folder, "used", error);
  }
}

/** Whatever lies there already stays: O_EXCL (open(2)) makes a new file only, and never one at the end of a link. */
async function putLabel(folder: string): Promise<void> {
  await writeFile(join(folder, label), text, { flag: "wx" }).catch((error) => {
    if (kernelCode(error) !== "EEXIST") throw error;
  });
}
