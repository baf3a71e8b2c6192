import { tlsPolicy } from "../tls-policy.ts";
import { nginxString } from "./nginx-string.ts";
import type { SiteTls } from "./site.ts";

/** How TLS is spoken; both servers of port 443 say it, because OpenSSL takes half of it from the default server. */
export function renderTls(tls: SiteTls): string {
  const dhparam = tls.profile === "compatible" ? tls.dhparamFile : undefined;
  const { lowest, ciphers, curves } = tlsPolicy(tls.profile, {
    dhparam: dhparam !== undefined,
    hybridCurve: tls.hybridCurve,
  });
  const lines = [
    `ssl_protocols ${lowest === "TLSv1.3" ? lowest : `${lowest} TLSv1.3`};`,
    ...(ciphers.length === 0 ? [] : [`ssl_ciphers ${ciphers.join(":")};`]),
    ...(dhparam === undefined ? [] : [`ssl_dhparam ${nginxString(dhparam)};`]),
    `ssl_ecdh_curve ${curves.join(":")};`,
    "ssl_prefer_server_ciphers off;",
    "ssl_session_cache shared:wss_setup_tls:10m;",
    "ssl_session_timeout 1d;",
    "ssl_session_tickets off;",
  ];
  return lines.map((line) => `    ${line}\n`).join("");
}

/** The certificate and its key. */
export function renderCertificate({ certificateFile, keyFile }: SiteTls): string {
  return `    ssl_certificate ${nginxString(certificateFile)};\n    ssl_certificate_key ${nginxString(keyFile)};\n`;
}
