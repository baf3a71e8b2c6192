import type { Host } from "../../host/host.ts";
import type { CertbotFacts } from "./certbot-facts.ts";
import { places } from "./places.ts";

/** Which certbot is there, and how it renews our lineage; changes nothing. */
export async function probeCertbot(host: Host): Promise<CertbotFacts> {
  const snapped = (await host.stat(places.snap)) !== undefined;
  const { code, stdout, stderr } = await host.run(["certbot", "--version"], { timeout: 30_000 });
  const version = code === 0 ? /certbot (\d+(?:\.\d+)+)/.exec(`${stdout}${stderr}`)?.[1] : undefined;
  const renewal = (await host.readFile(places.renewal))?.toString("utf8");
  return {
    ...(version === undefined ? {} : { version }),
    program: snapped ? places.snap : "certbot",
    snap: snapped,
    ...(renewal === undefined ? {} : { renewal: parseRenewal(renewal) }),
  };
}

/** `key = value` lines of a renewal file (ConfigObj), whatever section they are in. Pure. */
export function parseRenewal(text: string): Readonly<Record<string, string>> {
  const pairs = text.split("\n").map((line) => /^\s*([a-z0-9_]+)\s*=\s*(.*?),?\s*$/.exec(line));
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? "", pair[2] ?? ""]])));
}
