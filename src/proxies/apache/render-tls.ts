import { tlsPolicy } from "../tls-policy.ts";
import { apacheString } from "./apache-string.ts";
import type { SiteTls } from "./site.ts";

/** How TLS is spoken; both virtual hosts of port 443 say it, because OpenSSL takes half of it from the first. */
export function renderTls(tls: SiteTls): string {
  return `    # TLS after Mozilla's guideline: the client picks among what is all good, no tickets (their key would never change).
${linesOf(tls)}`;
}

/** The same for names that are nobody's: none gets through. */
export function renderNoTls(tls: SiteTls): string {
  return `${linesOf(tls)}    SSLProtocol -all +TLSv1.2
    SSLCipherSuite PSK-AES128-GCM-SHA256
    SSLStrictSNIVHostCheck on
`;
}

function linesOf(tls: SiteTls): string {
  const dhparam = tls.profile === "compatible" ? tls.dhparamFile : undefined;
  const { lowest, ciphers, curves } = tlsPolicy(tls.profile, {
    dhparam: dhparam !== undefined,
    hybridCurve: tls.hybridCurve,
  });
  const lines = [
    "Protocols http/1.1",
    "SSLEngine on",
    `SSLCertificateFile ${apacheString(tls.certificateFile)}`,
    `SSLCertificateKeyFile ${apacheString(tls.keyFile)}`,
    `SSLProtocol -all ${lowest === "TLSv1.3" ? "" : `+${lowest} `}+TLSv1.3`,
    ...(ciphers.length === 0 ? [] : [`SSLCipherSuite ${ciphers.join(":")}`]),
    `SSLOpenSSLConfCmd Curves ${curves.join(":")}`,
    ...(dhparam === undefined ? [] : [`SSLOpenSSLConfCmd DHParameters ${apacheString(dhparam)}`]),
    "SSLHonorCipherOrder off",
    "SSLCompression off",
    "SSLSessionTickets off",
  ];
  return `    # WebSockets are opened over HTTP/1.1, also where other sites speak HTTP/2.
${lines.map((line) => `    ${line}\n`).join("")}`;
}
