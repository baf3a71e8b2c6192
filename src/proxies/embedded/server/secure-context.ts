import { constants } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import { isAddress } from "../../../core/validate/address.ts";
import { tlsPolicy } from "../../tls-policy.ts";
import type { Settings } from "./settings.ts";

/** Named, because Node switches TLS 1.3 off when a list of ciphers has none of them. */
const tls13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];

export interface Contexts {
  /** With our certificate, for the names that are ours. */
  readonly ours: SecureContext;
  /**
   * For clients that name nobody, or somebody else. Without a certificate, TLS ends with an alert and they have seen
   * nothing; where one of our names is an address, its clients are among them, and strangers are told apart by their
   * Host. OpenSSL takes protocols, ciphers and curves of every handshake from here.
   */
  readonly others: SecureContextOptions;
}

/** @throws Error in OpenSSL's words when the certificate, the key or the parameters are no good */
export function makeContexts(settings: Settings): Contexts {
  const policy = policyOf(settings);
  const { certificate: cert, key } = settings;
  const pair = cert === undefined || key === undefined ? {} : { cert, key };
  const servesUnnamed = settings.config.names.some(isAddress);
  return {
    ours: createSecureContext({ ...policy, ...pair }),
    others: servesUnnamed ? { ...policy, ...pair } : policy,
  };
}

function policyOf({ config, dhparam }: Settings): SecureContextOptions {
  const { lowest, ciphers, curves } = tlsPolicy(config.tls.profile, {
    dhparam: dhparam !== undefined,
    hybridCurve: knowsHybridCurve(),
  });
  return {
    minVersion: lowest,
    ciphers: [...tls13, ...ciphers].join(":"),
    ecdhCurve: curves.join(":"),
    honorCipherOrder: false,
    // The key of the tickets would stay the same as long as the process lives.
    secureOptions: constants.SSL_OP_NO_TICKET,
    ...(dhparam === undefined || config.tls.profile !== "compatible" ? {} : { dhparam }),
  };
}

/** X25519MLKEM768 came with OpenSSL 3.5; Node 22 has an older one. */
function knowsHybridCurve(): boolean {
  const [major = 0, minor = 0] = process.versions.openssl.split(".").map(Number);
  return major > 3 || (major === 3 && minor >= 5);
}
