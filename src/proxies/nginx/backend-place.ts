import { type Backend, parseBackend } from "../../core/backend-url.ts";
import { bracketed } from "../../core/bracketed.ts";
import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import { isAddress, isLoopback } from "../../core/validate/address.ts";
import { places } from "./places.ts";

/** A backend, and where nginx finds it. */
export interface PlacedBackend extends Backend {
  /** A literal address; the name itself where only DNS knows it. */
  readonly address: string;
}

/**
 * nginx looks names up when it starts, and does not start while one has no address; so a name that the box knows by
 * itself is written as the literal address that answers. While nobody answers, what is written already stays: a backend
 * that is down is no reason for another configuration. Pure.
 */
export function placeBackend(url: string, facts: Facts): PlacedBackend {
  const backend = parseBackend(url);
  const { host } = backend;
  const seen = facts.backends[url];
  const local = seen?.local ?? (isLoopback(host) ? ["127.0.0.1"] : []);
  if (isAddress(host) || local.length === 0) return { ...backend, address: host };
  const known = [seen?.address, writtenPlace(backend, facts)].find(
    (address) => address !== undefined && local.includes(address),
  );
  return { ...backend, address: known ?? local[0] ?? host };
}

/** As an nginx `server` of an upstream names it. */
export function placeOf({ address, port }: PlacedBackend): string {
  return `${bracketed(address)}:${port}`;
}

/** Behind an address that stands for a name: for people, and for the next plan. */
export function remarkOn({ url, host, address }: PlacedBackend): string {
  return address === host ? "" : ` # ${url}`;
}

/** The address that our configuration has for this backend now. */
function writtenPlace(backend: Backend, { files }: Facts): string | undefined {
  for (const path of [places.site, places.dropIn]) {
    const there = files[path];
    const text = there?.kind === "file" ? (there.text ?? "") : "";
    for (const [, place = "", url] of text.matchAll(/^ {4}server (\S+?)(?: [^;\n]*)?; # (\S+)$/gm)) {
      if (url !== backend.url) continue;
      return place.slice(0, place.lastIndexOf(":")).replace(/^\[|\]$/g, "");
    }
  }
  return undefined;
}

/** What comes of names that nginx has to ask DNS for, and how to spare it that. */
export function namesOfDns(backends: readonly PlacedBackend[], facts: Facts): readonly Warning[] {
  const named = backends.filter(({ address }) => !isAddress(address));
  const [first] = named;
  if (first === undefined) return [];
  const { url, host, tls } = first;
  const names = [...new Set(named.map((backend) => backend.host))].join(" and ");
  const address = facts.backends[url]?.address ?? "ADDRESS";
  return [
    {
      id: "backend-found-by-dns",
      text: `nginx looks ${names} up when it starts and not again: where DNS does not answer then, as it may be at boot, nginx does not start, and a new address is noticed by the next reload only.`,
      // A certificate is good for a name, so that one has to stay.
      next: tls
        ? `Write the address into /etc/hosts (${address} ${host}), then run this again`
        : `Write the address instead: backend: ${url.replace(`//${host}`, `//${bracketed(address)}`)}`,
    },
  ];
}
