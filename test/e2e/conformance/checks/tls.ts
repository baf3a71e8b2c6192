import { expect } from "vitest";
import type { TlsProfile } from "../../../../src/core/answers.ts";
import { tlsPolicy } from "../../../../src/proxies/tls-policy.ts";
import type { Box } from "../../../helpers/box/box.ts";
import { scanTls } from "../../../helpers/client/tls-scan.ts";
import { lenient, strict, type WrittenAnswers } from "../answers.ts";
import type { Check } from "../check.ts";

/** sslscan's names of X25519, P-256 and P-384; it does not know hybrid groups. */
const curves = /^(x25519|secp256r1|secp384r1|prime256v1)\b/;
/** The groups of RFC 7919, which belong to Diffie-Hellman alone. */
const finiteFields = /^ffdhe/;

function profile(named: TlsProfile, answersIn: (box: Box) => WrittenAnswers): Check {
  return {
    title: `sslscan finds nothing below the TLS profile ${named}`,
    run: async (place) => {
      const { target } = await place.endpoint(answersIn(await place.box()));
      const { protocols, ciphers, groups, faults } = await scanTls(target());
      const policy = tlsPolicy(named, { dhparam: true, hybridCurve: false });
      // The certificate has an RSA key.
      const offered = policy.ciphers.filter((cipher) => !cipher.includes("ECDSA"));
      expect(protocols).toEqual(policy.lowest === "TLSv1.3" ? ["TLSv1.3"] : ["TLSv1.2", "TLSv1.3"]);
      expect([...ciphers].sort()).toEqual([...offered].sort());
      const below = groups.filter(
        (group) => !curves.test(group) && !(named === "compatible" && finiteFields.test(group)),
      );
      expect(below).toEqual([]);
      expect(groups).not.toEqual([]);
      expect(faults).toEqual([]);
    },
  };
}

export const intermediate: readonly Check[] = [profile("intermediate", () => ({}))];
export const modern: readonly Check[] = [profile("modern", () => strict)];
export const compatible: readonly Check[] = [profile("compatible", lenient)];
