import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { boxesAvailable } from "../../test/helpers/box/available.ts";
import { nodeInBox } from "../../test/helpers/box/backend.ts";
import { bootBox } from "../../test/helpers/box/box.ts";
import { entering } from "../../test/helpers/box/shell.ts";

/** Where the programs of a comparison run: all of them in the same place. */
export type Ground = {
  /** The argv that runs another one there. */
  readonly enter: (argv: readonly string[]) => readonly string[];
  readonly node: string;
  readonly launcher: string;
  readonly leave: () => void;
};

export const here: Ground = {
  enter: (argv) => argv,
  node: process.execPath,
  launcher: fileURLToPath(new URL("../../dist/launcher.cjs", import.meta.url)),
  leave: () => undefined,
};

/** This machine if it has certbot, else a fresh box with Debian's; nothing is installed here. Or why there is neither. */
export async function groundWithCertbot(): Promise<Ground | { readonly reason: string }> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  if (folders.some((folder) => existsSync(join(folder, "certbot")))) return here;
  const available = boxesAvailable();
  if (!available.ok)
    return { reason: `certbot is not installed, and no box can have it: ${available.reason}` };
  const box = await bootBox({ suite: "bookworm" });
  await box.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "certbot"]);
  return {
    enter: (argv) => entering(box.leader(), argv, { TERM: "xterm-256color" }),
    node: nodeInBox,
    launcher: "/opt/wss-setup/launcher.cjs",
    leave: box.stop,
  };
}
