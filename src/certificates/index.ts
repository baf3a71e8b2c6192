import type { CertificateSourceId } from "../core/answers.ts";
import { invalidInput } from "../core/errors.ts";
import { certbot } from "./certbot/certbot.ts";
import { files } from "./files/files.ts";
import { ownCa } from "./own-ca/own-ca.ts";
import { selfSigned } from "./self-signed/self-signed.ts";
import type { CertificateSource } from "./source.ts";

/** Every way to come by a certificate that is built. */
export const sources: readonly CertificateSource[] = [selfSigned, certbot, ownCa, files];

/** @throws Failure where the contract knows the source and it is not among these */
export function sourceById(
  id: CertificateSourceId,
  among: readonly CertificateSource[] = sources,
): CertificateSource {
  const source = among.find((each) => each.id === id);
  if (source !== undefined) return source;
  throw invalidInput(
    `certificate.source: ${id} is not built yet; there is ${among.map((each) => each.id).join(", ")}.`,
  );
}
