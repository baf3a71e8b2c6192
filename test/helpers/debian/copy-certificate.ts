import { copyScript } from "../../../src/certificates/copies/script.ts";
import type { RunResult } from "../../../src/host/host.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";

/** What the script that makes a proxy's copies anew does, read from its own calls; undefined for another program. */
export async function copyCertificate(
  program: string,
  host: MemoryHost,
): Promise<Partial<RunResult> | undefined> {
  if (program !== copyScript) return undefined;
  const script = (await host.readFile(program))?.toString("utf8") ?? "";
  for (const call of script.split("\n").filter((line) => /^copy [\w']/.test(line))) {
    const [, owner = "", to = "", ...from] = call.split(" ").map((word) => word.replaceAll("'", ""));
    const pieces = await Promise.all(from.map((file) => host.readFile(file)));
    if (pieces.some((piece) => piece === undefined)) return { code: 1, stderr: `${from} is not there\n` };
    const bytes = pieces.map((piece) => `${piece?.toString("latin1").trimEnd()}\n`).join("");
    await host.writeFile(to, bytes, { mode: 0o600, ...(await idsOf(owner, host)) });
  }
  return {};
}

async function idsOf(
  owner: string,
  host: MemoryHost,
): Promise<{ readonly uid: number; readonly gid: number }> {
  const users = (await host.readFile("/etc/passwd"))?.toString("utf8") ?? "";
  const [, , uid, gid] =
    users
      .split("\n")
      .find((line) => line.startsWith(`${owner}:`))
      ?.split(":") ?? [];
  return { uid: Number(uid ?? 0), gid: Number(gid ?? 0) };
}
