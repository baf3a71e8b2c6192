import type { Host } from "../host/host.ts";

/**
 * The paths that an include names: glob(7) as far as configurations use it, `*`, `?` and sets, never across a slash, no
 * hidden files, in byte order. Read-only.
 */
export async function expandGlob(host: Host, pattern: string): Promise<readonly string[]> {
  let paths: readonly string[] = [""];
  for (const part of pattern.split("/").slice(1)) {
    const next = paths.map(async (path) => {
      if (!/[*?[]/.test(part)) return [`${path}/${part}`];
      const names = (await host.list(path)).filter((name) => globExpression(part).test(name));
      return names.map((name) => `${path}/${name}`);
    });
    paths = (await Promise.all(next)).flat();
  }
  return [...paths].sort();
}

function globExpression(part: string): RegExp {
  const body = part
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("[!", "[^");
  return new RegExp(`^(?!\\.)${body}$`);
}
