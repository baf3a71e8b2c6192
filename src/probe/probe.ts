import type { Answers, CertificateSourceId, ProxyId } from "../core/answers.ts";
import type { CertificateFacts, Facts, Installation } from "../core/facts.ts";
import { scriptFile, scriptFolder, unitFile, unitName } from "../firewalls/iptables/boot-unit.ts";
import { rulesFiles } from "../firewalls/iptables/rules-file.ts";
import type { Host } from "../host/host.ts";
import type { Proxy as ProxyPlugin } from "../proxies/proxy.ts";
import { serviceManagerOf } from "../services/index.ts";
import type { ServiceManager } from "../services/service.ts";
import { probeAddresses } from "./addresses.ts";
import { probeBackend } from "./backend.ts";
import { probeCertificate } from "./certificate.ts";
import { probeFiles } from "./files.ts";
import { probeFirewall } from "./firewall.ts";
import { probeInit } from "./init.ts";
import { probeListeners } from "./listeners.ts";
import { probeNames } from "./names.ts";
import { probePackages } from "./packages.ts";
import { probePlatform } from "./platform.ts";
import { probeUnits } from "./units.ts";
import { probeUser } from "./user.ts";

/** What the caller wants to know beyond what every run needs. */
export interface Wanted {
  /** Its names are looked up and its backends tried. */
  readonly answers?: Pick<Answers, "names" | "backend" | "backendCertificate">;
  readonly packages?: readonly string[];
  readonly units?: readonly string[];
  /** Who tells about units; the one that runs the box when not said. */
  readonly services?: ServiceManager;
  readonly paths?: readonly string[];
  /** Paths whose text is needed; never one that may hold a key. */
  readonly texts?: readonly string[];
  readonly certificates?: readonly { readonly certificateFile: string; readonly keyFile: string }[];
  readonly proxies?: readonly { readonly id: ProxyId; readonly probe: ProxyPlugin["probe"] }[];
  readonly sources?: readonly { readonly id: CertificateSourceId; probe(host: Host): Promise<unknown> }[];
  readonly installation?: Installation;
}

/** Looks at the box, everything at once but the backends, and changes nothing. */
export async function probe(host: Host, wanted: Wanted): Promise<Facts> {
  const init = await probeInit(host);
  const services = wanted.services ?? serviceManagerOf(init);
  const texts = [...(wanted.texts ?? []), rulesFiles[4], rulesFiles[6], scriptFile, unitFile];
  const units = [...new Set([...(wanted.units ?? []), unitName])];
  const [
    uid,
    platform,
    packages,
    unitFacts,
    listeners,
    firewall,
    addresses,
    names,
    files,
    certificates,
    proxies,
    sources,
  ] = await Promise.all([
    probeUser(host),
    probePlatform(host),
    probePackages(host, wanted.packages ?? []),
    probeUnits(host, services, units),
    probeListeners(host),
    probeFirewall(host),
    probeAddresses(host),
    probeNames(host, wanted.answers?.names ?? []),
    probeFiles(host, [...(wanted.paths ?? []), scriptFolder], { texts: new Set(texts) }),
    probeCertificates(host, wanted.certificates ?? []),
    each(
      wanted.proxies ?? [],
      ({ id }) => id,
      (proxy) => proxy.probe(host, (unit) => services.environment(host, unit)),
    ),
    each(
      wanted.sources ?? [],
      ({ id }) => id,
      (source) => source.probe(host),
    ),
  ]);
  // By themselves: the time that they have to answer is not to go by while this process and its programs are at work.
  const backends = await each(
    wanted.answers?.backend ?? [],
    (url) => url,
    (url) => probeBackend(host, url, { pinned: wanted.answers?.backendCertificate }),
  );
  return {
    now: host.now().toISOString(),
    uid,
    platform,
    init,
    packages,
    units: unitFacts,
    listeners,
    firewall,
    addresses,
    names,
    backends,
    files,
    certificates,
    proxies,
    sources,
    ...(wanted.installation === undefined ? {} : { installation: wanted.installation }),
  };
}

async function probeCertificates(
  host: Host,
  pairs: NonNullable<Wanted["certificates"]>,
): Promise<Readonly<Record<string, CertificateFacts>>> {
  const found = await each(
    pairs,
    ({ certificateFile }) => certificateFile,
    ({ certificateFile, keyFile }) => probeCertificate(host, certificateFile, keyFile),
  );
  return Object.fromEntries(
    Object.entries(found).flatMap(([file, seen]) => (seen === undefined ? [] : [[file, seen]])),
  );
}

async function each<T, K extends string, V>(
  items: readonly T[],
  key: (item: T) => K,
  look: (item: T) => Promise<V>,
): Promise<Record<K, V>> {
  const found = items.map(async (item) => [key(item), await look(item)] as const);
  return Object.fromEntries(await Promise.all(found)) as Record<K, V>;
}
