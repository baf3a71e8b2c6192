import { createHash } from "node:crypto";
import type { RunResult } from "../../../src/host/host.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";
import { type KnownPackages, ownedBy, packageNamed, readStatus } from "./dpkg-database.ts";

/** dpkg-query(1): `-W`, `-L` and `-S`, as far as they are asked. */
export async function dpkgQuery(
  [, verb = "", ...args]: readonly string[],
  host: MemoryHost,
): Promise<Partial<RunResult>> {
  const known = await readStatus(host);
  const names = args.filter((arg) => !arg.startsWith("-"));
  if (verb === "-W" || verb === "--show") return show(args, names, known);
  if (verb === "-L") {
    const there = names.filter((name) => known[name]?.reinstreq !== true && known[name] !== undefined);
    return { code: there.length === names.length ? 0 : 1, stdout: lines(there.flatMap(ownedBy)) };
  }
  const owners = (path: string) =>
    Object.keys(known).filter((name) => known[name]?.reinstreq !== true && ownedBy(name).includes(path));
  const found = names.filter((path) => owners(path).length > 0);
  return { code: 0, stdout: lines(found.map((path) => `${owners(path).join(", ")}: ${path}`)) };
}

/** dpkg(1), --verify: configuration files that differ from what the package brought. */
export async function verifyConffiles(names: readonly string[], host: MemoryHost): Promise<string> {
  const differing: string[] = [];
  for (const name of names) {
    for (const [path, text] of Object.entries(packageNamed(name).conffiles ?? {})) {
      const there = (await host.readFile(path))?.toString("utf8");
      if (there !== undefined && there !== text) differing.push(`??5?????? c ${path}`);
    }
  }
  return lines(differing);
}

function show(args: readonly string[], names: readonly string[], known: KnownPackages): Partial<RunResult> {
  const format = args.find((arg) => /^(?:-f|--showformat)=/.test(arg))?.replace(/^[^=]*=/, "") ?? "";
  const asked = names.length === 0 ? Object.keys(known) : names;
  const rows = asked.filter((name) => known[name] !== undefined).map((name) => row(format, name, known));
  return { code: rows.length === asked.length ? 0 : 1, stdout: rows.join("") };
}

function row(format: string, name: string, known: KnownPackages): string {
  const { version, conffiles = {} } = packageNamed(name);
  const fields: Readonly<Record<string, string>> = {
    Package: name,
    "binary:Package": name,
    Architecture: "amd64",
    Version: version,
    "db:Status-Status": known[name]?.status ?? "",
    "db:Status-Eflag": known[name]?.reinstreq === true ? "reinstreq" : "ok",
    Conffiles: Object.entries(conffiles)
      .map(([path, text]) => `\n ${path} ${md5(text)}`)
      .join(""),
  };
  return format
    .replaceAll(/\$\{([^}]+)\}/g, (_, field: string) => fields[field] ?? "")
    .replaceAll("\\t", "\t")
    .replaceAll("\\n", "\n");
}

export function md5(bytes: string | Buffer): string {
  return createHash("md5").update(bytes).digest("hex");
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
