import type { TlsProfile } from "../../core/answers.ts";
import { nginxString } from "./nginx-string.ts";
import type { SiteTls } from "./site.ts";

/** Mozilla's guideline 6.0 for TLS 1.2: forward secrecy and authenticated encryption only. TLS 1.3 has its own suites. */
const ecdhe = [
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
];

/** For old clients without elliptic curves; useless without a dhparam file. */
const dhe = ["DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-CHACHA20-POLY1305"];

const protocols: Readonly<Record<TlsProfile, string>> = {
  modern: "TLSv1.3",
  intermediate: "TLSv1.2 TLSv1.3",
  compatible: "TLSv1.2 TLSv1.3",
};

/** How TLS is spoken; both servers of port 443 say it, because OpenSSL takes half of it from the default server. */
export function renderTls(tls: SiteTls): string {
  const curves = [...(tls.hybridCurve ? ["X25519MLKEM768"] : []), "X25519", "prime256v1", "secp384r1"];
  const dhparam = tls.profile === "compatible" ? tls.dhparamFile : undefined;
  const ciphers = [...ecdhe, ...(dhparam === undefined ? [] : dhe)];
  const lines = [
    `ssl_protocols ${protocols[tls.profile]};`,
    ...(tls.profile === "modern" ? [] : [`ssl_ciphers ${ciphers.join(":")};`]),
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
