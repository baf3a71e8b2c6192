import { hasAddress } from "../has-address.ts";
import { tlsPolicy } from "../tls-policy.ts";
import { featuresOf } from "./features.ts";
import { haproxyString } from "./haproxy-string.ts";
import type { Site, SiteHttps } from "./site.ts";

/** What follows the address of a `bind` for TLS; all is said here, so that nothing of the operator's global section holds. */
export function renderTls({ names, build }: Site, { pairFile, dhparamFile, profile }: SiteHttps): string {
  const { lowest, ciphers, curves } = tlsPolicy(profile, {
    dhparam: dhparamFile !== undefined,
    hybridCurve: featuresOf(build).hybridCurve,
  });
  return [
    `ssl crt ${haproxyString(pairFile)}`,
    // WebSockets need no HTTP/2.
    "alpn http/1.1",
    `ssl-min-ver ${lowest} ssl-max-ver TLSv1.3`,
    ...(ciphers.length === 0 ? [] : [`ciphers ${ciphers.join(":")}`]),
    "ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256",
    `curves ${curves.join(":")}`,
    "prefer-client-ciphers no-tls-tickets",
    // A client that connects to an address names nobody in TLS: it gets the certificate, and its Host is looked at.
    ...(hasAddress(names) ? [] : ["strict-sni"]),
  ].join(" ");
}

/** Parameters for DHE hold for all of HAProxy; those of the operator stay. */
export function renderDhparam({ https }: Site): readonly string[] {
  if (https?.dhparamFile === undefined || https.profile !== "compatible" || https.ownDhparam) return [];
  return [`ssl-dh-param-file ${haproxyString(https.dhparamFile)}`];
}
