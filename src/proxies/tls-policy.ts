import type { TlsProfile } from "../core/answers.ts";

/** How TLS is spoken, in OpenSSL's names; each proxy writes it in its own grammar. */
export interface TlsPolicy {
  readonly lowest: "TLSv1.2" | "TLSv1.3";
  /** For TLS 1.2, empty where it is not spoken; TLS 1.3 has its own suites. */
  readonly ciphers: readonly string[];
  /** The best first. */
  readonly curves: readonly string[];
}

/** Mozilla's guideline 6.0 for TLS 1.2: forward secrecy and authenticated encryption only. */
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

/**
 * @param has.dhparam a file with Diffie-Hellman parameters is there
 * @param has.hybridCurve the linked OpenSSL is 3.5 or newer: an older one refuses a curve that it does not know
 */
export function tlsPolicy(
  profile: TlsProfile,
  has: { readonly dhparam: boolean; readonly hybridCurve: boolean },
): TlsPolicy {
  const curves = [...(has.hybridCurve ? ["X25519MLKEM768"] : []), "X25519", "prime256v1", "secp384r1"];
  if (profile === "modern") return { lowest: "TLSv1.3", ciphers: [], curves };
  const old = profile === "compatible" && has.dhparam ? dhe : [];
  return { lowest: "TLSv1.2", ciphers: [...ecdhe, ...old], curves };
}
