import { tlsPolicy } from "../tls-policy.ts";
import { apacheString } from "./apache-string.ts";
import type { SiteTls } from "./site.ts";

/** How TLS is spoken; both virtual hosts of port 443 say it, because OpenSSL takes half of it from the first. */
export function renderTls(tls: SiteTls): string {
  const { lowest, ciphers, curves, dhparam } = policyOf(tls);
  return `    # TLS after Mozilla's guideline: the client picks among what is all good, no tickets (their key would never change).
${render([
  ...common(tls, curves),
  `SSLProtocol -all ${lowest === "TLSv1.3" ? "" : `+${lowest} `}+TLSv1.3`,
  ...(ciphers.length === 0 ? [] : [`SSLCipherSuite ${ciphers.join(":")}`]),
  ...(dhparam === undefined ? [] : [`SSLOpenSSLConfCmd DHParameters ${apacheString(dhparam)}`]),
])}`;
}

/**
 * TLS in which no client gets through, for names that are nobody's: the one suite that is offered takes a secret that
 * was given to nobody, so it ends with an alert before the certificate is shown. Apache has no directive for that. What
 * a virtual host says of versions and suites counts for its own names alone.
 */
export function renderNoTls(tls: SiteTls): string {
  return render([
    ...common(tls, policyOf(tls).curves),
    "SSLProtocol -all +TLSv1.2",
    "SSLCipherSuite PSK-AES128-GCM-SHA256",
    "SSLStrictSNIVHostCheck on",
  ]);
}

function policyOf(tls: SiteTls) {
  const dhparam = tls.profile === "compatible" ? tls.dhparamFile : undefined;
  const has = { dhparam: dhparam !== undefined, hybridCurve: tls.hybridCurve };
  return { ...tlsPolicy(tls.profile, has), dhparam };
}

/** WebSockets are opened over HTTP/1.1, also where other sites speak HTTP/2. */
function common({ certificateFile, keyFile }: SiteTls, curves: readonly string[]): readonly string[] {
  return [
    "Protocols http/1.1",
    "SSLEngine on",
    `SSLCertificateFile ${apacheString(certificateFile)}`,
    `SSLCertificateKeyFile ${apacheString(keyFile)}`,
    `SSLOpenSSLConfCmd Curves ${curves.join(":")}`,
    "SSLHonorCipherOrder off",
    "SSLCompression off",
    "SSLSessionTickets off",
  ];
}

function render(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}\n`).join("");
}
