import type { RunResult } from "../../../src/host/host.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";
import { ownedBy, packageNamed, readStatus, setStatus } from "./dpkg-database.ts";
import { verifyConffiles } from "./dpkg-query.ts";
import { disableUnit, enableUnit, startUnit, stopUnit } from "./systemd.ts";

const root = { mode: 0o644, uid: 0, gid: 0 };

/** dpkg(1), as far as it is run by hand. */
export async function dpkg(
  [, verb = "", ...args]: readonly string[],
  host: MemoryHost,
): Promise<Partial<RunResult>> {
  const names = args.filter((arg) => !arg.startsWith("-"));
  switch (verb) {
    case "--print-architecture":
      return { stdout: "amd64\n" };
    case "--verify":
      return { stdout: await verifyConffiles(names, host) };
    case "--configure":
      for (const [name, { status, reinstreq }] of Object.entries(await readStatus(host))) {
        if (/^(?:unpacked|half-configured)$/.test(status) && !reinstreq) await configure(name, host);
      }
      return {};
    case "--remove":
      for (const name of names) await remove(name, host);
      return {};
    case "--purge":
      for (const name of names) await purge(name, host);
      return {};
    default:
      return { code: 2, stderr: `dpkg: error: unknown option ${verb}\n` };
  }
}

/** Each change of the box is one that the machine may stop before. New configuration waits beside its place. */
export async function unpack(name: string, host: MemoryHost): Promise<void> {
  const { folders = [], conffiles = {}, files = {}, unit } = packageNamed(name);
  await setStatus(host, name, { status: "half-installed", reinstreq: true });
  for (const folder of folders) await host.makeDirectory(folder, { mode: 0o755 });
  for (const [path, text] of Object.entries(conffiles)) await write(host, `${path}.dpkg-new`, text);
  for (const [path, text] of Object.entries(files)) await write(host, path, text);
  if (unit !== undefined) await write(host, `/lib/systemd/system/${unit}`, "[Unit]\n");
  await setStatus(host, name, { status: "unpacked" });
}

export async function configure(name: string, host: MemoryHost): Promise<void> {
  const { conffiles = {}, links = {}, unit, user } = packageNamed(name);
  await setStatus(host, name, { status: "half-configured" });
  for (const [path, text] of Object.entries(conffiles)) {
    if ((await host.stat(path)) === undefined) await write(host, path, text);
    await host.remove(`${path}.dpkg-new`);
  }
  for (const [path, target] of Object.entries(links)) await host.symlink(target, path);
  if (user !== undefined) await editUsers(host, (lines) => [...lines.filter((line) => line !== user), user]);
  if (unit !== undefined) {
    await enableUnit(host, unit);
    if (!(await isHeld(host, unit))) await startUnit(host, unit);
  }
  await setStatus(host, name, { status: "installed" });
}

/** The configuration stays. */
export async function remove(name: string, host: MemoryHost): Promise<void> {
  const { files = {}, unit } = packageNamed(name);
  const known = (await readStatus(host))[name];
  if (known === undefined || known.status === "config-files") return;
  if (unit !== undefined) await stopUnit(host, unit);
  await setStatus(host, name, { status: "half-installed" });
  for (const path of Object.keys(files)) await host.remove(path);
  if (unit !== undefined) await host.remove(`/lib/systemd/system/${unit}`);
  await setStatus(host, name, { status: "config-files" });
}

export async function purge(name: string, host: MemoryHost): Promise<void> {
  await remove(name, host);
  const { folders = [], conffiles = {}, links = {}, unit, user, purgesFolder } = packageNamed(name);
  if ((await readStatus(host))[name] === undefined) return;
  if (unit !== undefined) await disableUnit(host, unit);
  for (const path of Object.keys(conffiles)) {
    await host.remove(`${path}.dpkg-new`);
    await host.remove(path);
  }
  for (const path of Object.keys(links)) await host.remove(path);
  if (user !== undefined) await editUsers(host, (lines) => lines.filter((line) => line !== user));
  if (purgesFolder) host.displace(folders[0] ?? "");
  for (const folder of [...folders].reverse()) {
    if ((await host.list(folder)).length === 0 && !(await isShared(folder, name, host)))
      await host.remove(folder);
  }
  await setStatus(host, name, undefined);
}

async function isShared(folder: string, name: string, host: MemoryHost): Promise<boolean> {
  const others = Object.keys(await readStatus(host)).filter((other) => other !== name);
  return others.some((other) => ownedBy(other).includes(folder));
}

/** What invoke-rc.d(8) asks before a script starts a service. */
async function isHeld(host: MemoryHost, unit: string): Promise<boolean> {
  const policy = (await host.readFile("/usr/sbin/policy-rc.d"))?.toString("utf8") ?? "";
  return policy.includes(`'${unit.replace(/\.service$/, "")}'`);
}

async function editUsers(
  host: MemoryHost,
  edit: (lines: readonly string[]) => readonly string[],
): Promise<void> {
  const text = (await host.readFile("/etc/passwd"))?.toString("utf8") ?? "";
  const lines = edit(text.split("\n").filter((line) => line !== ""));
  await write(host, "/etc/passwd", lines.map((line) => `${line}\n`).join(""));
}

function write(host: MemoryHost, path: string, text: string): Promise<void> {
  return host.writeFile(path, text, root);
}
