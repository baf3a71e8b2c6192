import { systemRoots } from "../../core/backend-trust.ts";
import type { Host } from "../../host/host.ts";
import { isAsShipped } from "../as-shipped.ts";
import { mostOpenFiles } from "../open-files.ts";
import { servesWelcomePageAlone } from "../welcome-page.ts";
import { hasRoom, roomWithin } from "./main-file.ts";
import type { NginxFacts } from "./nginx-facts.ts";
import { places } from "./places.ts";
import { type Located, readConfiguration } from "./read-configuration.ts";
import { serversOf } from "./servers.ts";

/** Looks at nginx and at what the operator serves with it; changes nothing. */
export async function probeNginx(host: Host): Promise<NginxFacts> {
  const ipv6 = (await host.stat("/proc/net/if_inet6")) !== undefined;
  const { code, stderr } = await host.run(["nginx", "-V"]);
  const installed = code === 0 ? builtAs(stderr) : undefined;
  const defaultSite = (await host.stat(places.defaultLink)) !== undefined;
  const stockDefaultSite =
    defaultSite &&
    (await isAsShipped(host, places.defaultLink, ["nginx-common", "nginx"], places.defaultSite)) &&
    (await servesWelcomePageAlone(host));
  const read = await readOrExplain(host);
  const most = await mostOpenFiles(host);
  const failure = installed === undefined ? undefined : ((await faultOf(host)) ?? read.failure);
  return {
    ...installed,
    ipv6,
    servers: serversOf(read.configuration).filter(({ file }) => isOperators(file, stockDefaultSite)),
    defaultSite,
    stockDefaultSite,
    ...(most === undefined ? {} : { mostOpenFiles: most }),
    ...(hasRoom(read.configuration, roomWithin(most)) ? { hasRoom: true } : {}),
    trustStore: (await host.stat(systemRoots)) !== undefined,
    sites: installed === undefined ? "sites-enabled" : sitesOf(read.configuration),
    hashBuckets: hashBucketsOf(read.configuration),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** `nginx -V`, which writes to stderr: its version and the OpenSSL it is linked with now. */
function builtAs(said: string): { version?: string; openssl?: string } {
  const version = /nginx version: \S+?\/(\d+(?:\.\d+)+)/.exec(said)?.[1];
  const openssl = (/running with OpenSSL (\S+?)[\s)]/.exec(said) ??
    /built with OpenSSL (\S+)/.exec(said))?.[1];
  return { ...(version === undefined ? {} : { version }), ...(openssl === undefined ? {} : { openssl }) };
}

async function faultOf(host: Host): Promise<string | undefined> {
  const { code, stderr } = await host.run(["nginx", "-t"], { timeout: 30_000 });
  if (code === 0) return undefined;
  return /\[emerg\] .*/.exec(stderr)?.[0] ?? stderr.trim().split("\n").at(-1) ?? "nginx -t failed";
}

async function readOrExplain(host: Host) {
  try {
    return { configuration: await readConfiguration(host, places.main) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { configuration: [], failure: error.message };
  }
}

function isOperators(file: string, stockDefaultSite: boolean): boolean {
  if (file === places.link || file === places.dropIn) return false;
  return !(stockDefaultSite && file === places.defaultLink);
}

function http(configuration: readonly Located[]): readonly Located[] {
  return configuration.filter(({ name }) => name === "http").flatMap(({ block }) => block ?? []);
}

function sitesOf(configuration: readonly Located[]): NginxFacts["sites"] {
  const included = http(configuration).flatMap(({ name, args }) => (name === "include" ? args : []));
  const takes = (folder: string) =>
    included.some((pattern) => new RegExp(`(?:^|/)${folder}/\\*(?:\\.conf)?$`).test(pattern));
  if (takes("sites-enabled")) return "sites-enabled";
  return takes("conf\\.d") ? "conf.d" : "none";
}

function hashBucketsOf(configuration: readonly Located[]): NginxFacts["hashBuckets"] {
  const set = http(configuration).filter(
    ({ name, file }) => name.endsWith("_hash_bucket_size") && file !== places.link && file !== places.dropIn,
  );
  return Object.fromEntries(set.map(({ name, args }) => [name, Number(args[0])]));
}
