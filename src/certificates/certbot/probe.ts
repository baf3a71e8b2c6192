import type { Host } from "../../host/host.ts";
import type { CertbotFacts } from "./certbot-facts.ts";
import { places } from "./places.ts";

/** Which certbot is there, and how it renews our lineage; changes nothing. */
export async function probeCertbot(host: Host): Promise<CertbotFacts> {
  const snapped = (await host.stat(places.snap)) !== undefined;
  const version = await versionOf(host, snapped);
  const renewal = (await host.readFile(places.renewal))?.toString("utf8");
  return {
    ...(version === undefined ? {} : { version }),
    program: snapped ? places.snap : "certbot",
    snap: snapped,
    ...(renewal === undefined ? {} : { renewal: parseRenewal(renewal) }),
  };
}

/** Of the one that is run: where there are two, the plain name leads to the package's. */
async function versionOf(host: Host, snapped: boolean): Promise<string | undefined> {
  const argv = snapped ? ["snap", "list", "certbot"] : ["certbot", "--version"];
  const { code, stdout, stderr } = await host.run(argv, { timeout: 30_000 });
  return code === 0 ? /^certbot\s+(\d+(?:\.\d+)+)/m.exec(`${stdout}\n${stderr}`)?.[1] : undefined;
}

/** `key = value` lines of a renewal file (ConfigObj), whatever section they are in. Pure. */
export function parseRenewal(text: string): Readonly<Record<string, string>> {
  const pairs = text.split("\n").map((line) => /^\s*([a-z0-9_]+)\s*=\s*(.*?),?\s*$/.exec(line));
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? "", pair[2] ?? ""]])));
}
