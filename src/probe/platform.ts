import type { PlatformFacts } from "../core/facts.ts";
import type { Host } from "../host/host.ts";

/** Which distribution this is: os-release(5) and dpkg(1). */
export async function probePlatform(host: Host): Promise<PlatformFacts> {
  const [file, dpkg] = await Promise.all([
    host.readFile("/etc/os-release"),
    host.run(["dpkg", "--print-architecture"], { timeout: 10_000 }),
  ]);
  return { ...parseOsRelease(file?.toString("utf8") ?? ""), architecture: dpkg.stdout.trim() };
}

/** Reads the shell-like assignments of an os-release file. Pure. */
export function parseOsRelease(text: string): Omit<PlatformFacts, "architecture"> {
  const values = new Map<string, string>();
  for (const [, key = "", value = ""] of text.matchAll(/^([A-Z_]+)=(.*)$/gm))
    values.set(key, unquote(value.trim()));
  const id = values.get("ID") ?? "linux";
  return {
    id,
    version: values.get("VERSION_ID") ?? "",
    codename: values.get("VERSION_CODENAME") ?? "",
    pretty: values.get("PRETTY_NAME") ?? id,
    like: (values.get("ID_LIKE") ?? "").split(" ").filter((name) => name !== ""),
  };
}

function unquote(value: string): string {
  return value.replace(/^(["'])(.*)\1$/, "$2").replace(/\\(.)/g, "$1");
}
