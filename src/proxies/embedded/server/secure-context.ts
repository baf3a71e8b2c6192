import { createHash, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import { isAddress } from "../../../core/validate/address.ts";
import { tlsPolicy } from "../../tls-policy.ts";
import type { Settings } from "./settings.ts";

/** Named, because Node switches TLS 1.3 off when a list of ciphers has none of them. */
const tls13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];

/** Seconds for which a session can be taken up again, where the key of its ticket is still there. */
const sessionTimeout = 3_600;

export interface Contexts {
  /** With our certificate, for the names that are ours. */
  readonly ours: SecureContext;
  /**
   * For clients that name nobody, or somebody else. Without a certificate, TLS ends with an alert and they have seen
   * nothing; where one of our names is an address, its clients are among them, and strangers are told apart by their
   * Host. OpenSSL takes protocols, ciphers and curves of every handshake from here, and its sessions.
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
    others: {
      ...policy,
      ...(servesUnnamed ? pair : {}),
      sessionTimeout,
      sessionIdContext: sessionIdContextOf(settings),
    },
  };
}

/**
 * A session is taken up again only under the certificate and the rules that it began with: who takes one up is shown no
 * certificate. nginx does the same. Up to 32 letters (SSL_CTX_set_session_id_context(3)).
 */
function sessionIdContextOf({ config: { names, tls }, certificate }: Settings): string {
  const leaf = certificate && new X509Certificate(certificate).fingerprint256;
  const beginning = JSON.stringify([leaf, names, tls]);
  return createHash("sha256").update(beginning).digest("hex").slice(0, 32);
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
    ...(dhparam === undefined || config.tls.profile !== "compatible" ? {} : { dhparam }),
  };
}

/** X25519MLKEM768 came with OpenSSL 3.5; Node 22 has an older one. */
function knowsHybridCurve(): boolean {
  const [major = 0, minor = 0] = process.versions.openssl.split(".").map(Number);
  return major > 3 || (major === 3 && minor >= 5);
}
