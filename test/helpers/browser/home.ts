import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "../box/command.ts";
import { certutil } from "./available.ts";

export interface BrowserHome {
  readonly folder: string;
  /** Certificates that this user trusts. */
  readonly database: string;
  /** A profile that no browser has seen. */
  readonly profile: string;
  readonly remove: () => void;
}

/**
 * A home of its own for one browser, so that nothing of the machine's user is trusted in it. Chromium takes the
 * certificates in ~/.pki/nssdb for trusted, beside the roots that it brings.
 * @param trustedRoots PEM
 */
export async function makeHome(trustedRoots: readonly string[]): Promise<BrowserHome> {
  const folder = mkdtempSync(join(tmpdir(), "wss-setup-browser-"));
  const database = join(folder, ".pki/nssdb");
  mkdirSync(database, { recursive: true, mode: 0o700 });
  await must([certutil, "-N", "-d", `sql:${database}`, "--empty-password"]);
  for (const [index, root] of trustedRoots.entries()) {
    const name = `root ${index}`;
    await must([certutil, "-A", "-d", `sql:${database}`, "-t", "C,,", "-n", name, "-a"], { input: root });
  }
  return {
    folder,
    database,
    profile: join(folder, "profile"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
