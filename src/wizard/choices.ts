import type { CertificateSource } from "../certificates/source.ts";
import type { Facts } from "../core/facts.ts";
import type { Proxy as ProxyPlugin } from "../proxies/proxy.ts";
import type { Choice } from "./context.ts";
import type { Draft } from "./draft.ts";

/** What a proxy means for the operator, short enough for a window of 80 columns; the figures are memory per open connection. */
const proxyTexts: Readonly<Record<Draft["proxy"], string>> = {
  nginx: "a new certificate drops nobody; 55 KB a connection",
  haproxy: "the least memory, 25 KB a connection; only a proxy",
  apache: "if your web site runs on it; 150 KB a connection",
  caddy: "no limit per address; before 2.7 a rotation drops all",
  embedded: "a small Node server of its own; 65 KB a connection",
};

const sourceWords: readonly (readonly [id: Draft["source"], title: string, text: string])[] = [
  ["certbot", "Let's Encrypt", "every browser trusts it; renews by itself"],
  ["self-signed", "Self-signed", "works at once, offline; each client must be told to trust it"],
  ["own-ca", "Own CA", "you install one root on your devices; no outside party"],
  ["files", "My own files", "a certificate and key that you already have"],
];

/** The proxies that are built, the one to take first; whoever holds port 443 already, or 80, is the one to keep. Pure. */
export function proxyChoices(
  proxies: readonly ProxyPlugin[],
  facts: Facts,
): readonly Choice<Draft["proxy"]>[] {
  const kept = holderOf(443, proxies, facts) ?? holderOf(80, proxies, facts);
  const best = kept ?? proxies[0];
  return [...proxies]
    .sort((a, b) => Number(b === best) - Number(a === best))
    .map((proxy) => ({
      id: proxy.id,
      title: proxy.title,
      tag: [...(proxy === best ? ["recommended"] : []), standing(proxy, facts)].join(" · "),
      text: proxyTexts[proxy.id],
      why: why(proxy, kept),
      ...unfit(proxy, facts),
    }));
}

function holderOf(port: number, proxies: readonly ProxyPlugin[], { listeners }: Facts) {
  const holders = listeners.filter((listener) => listener.port === port).map(({ process }) => process);
  return proxies.find(({ processes }) =>
    holders.some((name) => name !== undefined && processes.includes(name)),
  );
}

function standing({ packages }: ProxyPlugin, facts: Facts): string {
  const [name] = packages;
  if (name === undefined) return "comes along, nothing to install";
  const { installed, candidate } = facts.packages[name] ?? {};
  if (installed !== undefined) return `${upstream(installed)}, installed`;
  return candidate === undefined ? "to install" : `${upstream(candidate)}, to install`;
}

/** `1.22.1` of the package version `1.22.1-9+deb12u2`. */
function upstream(version: string): string {
  return version.replace(/^\d+:/, "").replace(/-[^-]*$/, "");
}

function why(proxy: ProxyPlugin, kept: ProxyPlugin | undefined): string {
  if (kept === proxy)
    return `Why ${proxy.title}: it serves this box already, and your other sites stay on it.`;
  if (kept !== undefined) return `${kept.title} serves this box; ${proxy.title} can only take its place.`;
  if (proxy.packages.length === 0) return `Why ${proxy.title}: nothing has to be installed.`;
  return `Why ${proxy.title}: nothing else uses 80 and 443 here, and the distribution keeps it patched.`;
}

function unfit({ packages, unit, needsSystemd }: ProxyPlugin, facts: Facts): { readonly unfit?: string } {
  if (needsSystemd && facts.init !== "systemd") return { unfit: "it needs systemd, which does not run here" };
  const [name] = packages;
  const known =
    name === undefined ||
    facts.packages[name]?.installed !== undefined ||
    facts.packages[name]?.candidate !== undefined;
  if (facts.units[unit]?.masked === true) return { unfit: `its service is masked: systemctl unmask ${unit}` };
  // A box whose package lists were never fetched knows no candidate of anything; Apply fetches them.
  const listsAreThere = Object.values(facts.packages).some(({ candidate }) => candidate !== undefined);
  return known || !listsAreThere ? {} : { unfit: `not in ${facts.platform.pretty}` };
}

/** The certificate sources that are built, in the order in which they are offered. Pure. */
export function sourceChoices(
  sources: readonly Pick<CertificateSource, "id">[],
): readonly Choice<Draft["source"]>[] {
  return sourceWords
    .filter(([id]) => sources.some((source) => source.id === id))
    .map(([id, title, text]) => ({ id, title, text, tag: "", why: "" }));
}
