import type { IssueCertificate } from "../core/step.ts";
import type { Issued, IssuedPair } from "./source.ts";

/** A pair that was made here, where its step wants it. The key first: a certificate without one would trip a reader up. */
export function pairFiles(
  { certificateFile, keyFile }: Pick<IssueCertificate, "certificateFile" | "keyFile">,
  { certificate, key }: IssuedPair,
): Issued {
  return {
    files: [
      { path: keyFile, content: key, mode: 0o600 },
      { path: certificateFile, content: certificate, mode: 0o644 },
    ],
  };
}
