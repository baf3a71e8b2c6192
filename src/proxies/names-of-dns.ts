import { bracketed } from "../core/bracketed.ts";
import type { Facts } from "../core/facts.ts";
import type { Warning } from "../core/finding.ts";
import { isAddress } from "../core/validate/address.ts";
import type { PlacedBackend } from "./place-backend.ts";

/**
 * What comes of names that a proxy has to ask DNS for when it starts, and how to spare it that.
 * @param title the proxy's
 */
export function namesOfDns(
  title: string,
  backends: readonly PlacedBackend[],
  facts: Facts,
): readonly Warning[] {
  const named = backends.filter(({ address }) => !isAddress(address));
  const [first] = named;
  if (first === undefined) return [];
  const { url, host, tls } = first;
  const names = [...new Set(named.map((backend) => backend.host))].join(" and ");
  const address = facts.backends[url]?.address ?? "ADDRESS";
  return [
    {
      id: "backend-found-by-dns",
      text: `${title} looks ${names} up when it starts and not again: where DNS does not answer then, as it may be at boot, ${title} does not start, and a new address is noticed by the next reload only.`,
      // A certificate is good for a name, so that one has to stay.
      next: tls
        ? `Write the address into /etc/hosts (${address} ${host}), then run this again`
        : `Write the address instead: backend: ${url.replace(`//${host}`, `//${bracketed(address)}`)}`,
    },
  ];
}
