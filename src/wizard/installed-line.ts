import type { CertificateSourceId } from "../core/answers.ts";
import type { Preview } from "./context.ts";

const makers: Readonly<Record<CertificateSourceId, string>> = {
  certbot: "from an ACME server",
  "self-signed": "self-signed",
  "own-ca": "of your own CA",
  files: "of your own files",
};

/** `Now: self-signed, 78 days left, for node.example.com`: what a rotation puts something new in the place of. */
export function installedLine({ installed, plan }: Preview): string | undefined {
  if (installed === undefined) return undefined;
  const { certificate, daysLeft } = installed;
  const left = daysLeft < 0 ? "ended" : `${daysLeft} ${daysLeft === 1 ? "day" : "days"} left`;
  return `Now: ${makers[plan.answers.certificate.source]}, ${left}, for ${certificate.names.join(", ")}`;
}
