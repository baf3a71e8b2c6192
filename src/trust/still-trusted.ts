import type { Host } from "../host/host.ts";
import { ReadOnlyHost } from "../host/read-only-host.ts";
import { surveyStores } from "./index.ts";

/** For whoever takes the endpoint back: where this machine still trusts a root of ours. Changes nothing. */
export async function stillTrusted(host: Host): Promise<readonly string[]> {
  const { places } = await surveyStores(new ReadOnlyHost(host));
  return places.flatMap(({ title, held }) => (held === "nothing" ? [] : [title]));
}

/** The sentence for it; undefined when there is nothing to say. */
export function stillTrustedNotice(titles: readonly string[]): string | undefined {
  if (titles.length === 0) return undefined;
  return `This machine still trusts the root of your own CA (${titles.join(", ")}). To end that: wss-setup trust --remove --yes`;
}
