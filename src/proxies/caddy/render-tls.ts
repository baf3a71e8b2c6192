import { tlsPolicy } from "../tls-policy.ts";
import type { SiteTls } from "./site.ts";

/** Caddy's names of the curves. */
const curveOf: Readonly<Record<string, string>> = {
  X25519MLKEM768: "x25519mlkem768",
  X25519: "x25519",
  prime256v1: "secp256r1",
  secp384r1: "secp384r1",
};

/** How TLS is spoken, as lines inside of a `tls` block. */
export function renderTls({ profile }: SiteTls, hybridCurve: boolean): string {
  // Go has no DHE suite.
  const { lowest, ciphers, curves } = tlsPolicy(profile, { dhparam: false, hybridCurve });
  const lines = [
    `protocols ${lowest === "TLSv1.3" ? "tls1.3" : "tls1.2"} tls1.3`,
    ...(ciphers.length === 0 ? [] : [`ciphers ${ciphers.map(suiteOf).join(" ")}`]),
    `curves ${curves.map((curve) => curveOf[curve] ?? curve).join(" ")}`,
    // A WebSocket is asked for in HTTP/1.1.
    "alpn http/1.1",
  ];
  return lines.map((line) => `		${line}\n`).join("");
}

/** `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256` of OpenSSL's `ECDHE-RSA-AES128-GCM-SHA256`. */
function suiteOf(name: string): string {
  const [, exchange = "", cipher = ""] = /^(ECDHE-(?:RSA|ECDSA))-(.+)$/.exec(name) ?? [];
  const suite = cipher === "CHACHA20-POLY1305" ? "CHACHA20-POLY1305-SHA256" : cipher.replace("AES", "AES-");
  return `TLS_${exchange}_WITH_${suite}`.replaceAll("-", "_");
}
