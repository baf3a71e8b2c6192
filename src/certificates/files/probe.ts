import type { X509Certificate } from "node:crypto";
import type { Answers } from "../../core/answers.ts";
import { systemRoots } from "../../core/backend-trust.ts";
import type { Host } from "../../host/host.ts";
import type { PairFiles } from "../source.ts";
import type { CertificateFile, FilesFacts, KeyFile } from "./files-facts.ts";
import { certificatesIn, holdsKey, isBinaryCertificate, isBinaryKey, keyIn } from "./pem.ts";
import { type Found, lookAt } from "./place.ts";
import { seeChain, signed } from "./see-certificate.ts";

/** Looks at the pair that the answers name; changes nothing. */
export async function probeFilesOf(host: Host, { certificate }: Answers): Promise<FilesFacts | undefined> {
  return certificate.source === "files" ? await probePair(host, certificate) : undefined;
}

/** What there is to know of a certificate file and a key file; the key itself stays here. */
export async function probePair(host: Host, { certificateFile, keyFile }: PairFiles): Promise<FilesFacts> {
  const certificate = await lookAt(host, certificateFile);
  const chain = certificate.bytes === undefined ? [] : certificatesIn(certificate.bytes);
  return {
    certificate: seeCertificateFile(certificate, chain, await knowsRoot(host, chain)),
    key: seeKeyFile(await lookAt(host, keyFile), chain),
  };
}

function seeCertificateFile(
  { place, bytes }: Found,
  chain: readonly X509Certificate[],
  knownRoot: boolean | undefined,
): CertificateFile {
  const [leaf] = chain;
  return {
    ...place,
    chain: seeChain(chain),
    ...(leaf === undefined ? {} : { leaf: leaf.toString() }),
    binary: bytes !== undefined && isBinaryCertificate(bytes),
    holdsKey: bytes !== undefined && holdsKey(bytes),
    ...(knownRoot === undefined ? {} : { knownRoot }),
  };
}

function seeKeyFile({ place, bytes }: Found, chain: readonly X509Certificate[]): KeyFile {
  const key = bytes === undefined ? undefined : keyIn(bytes);
  const base = {
    ...place,
    binary: bytes !== undefined && isBinaryKey(bytes),
    holdsCertificate: bytes !== undefined && certificatesIn(bytes).length > 0,
  };
  if (key === undefined) return { ...base, content: "none" };
  if (key === "encrypted") return { ...base, content: "encrypted" };
  const belongsTo = chain.findIndex((certificate) => certificate.checkPrivateKey(key));
  return { ...base, content: "plain", ...(belongsTo === -1 ? {} : { belongsTo }) };
}

/** Whether a root that this box trusts signed the last certificate; undefined where nobody can tell. */
async function knowsRoot(host: Host, chain: readonly X509Certificate[]): Promise<boolean | undefined> {
  const last = chain.at(-1);
  const { bytes } = await lookAt(host, systemRoots);
  if (last === undefined || bytes === undefined) return undefined;
  return certificatesIn(bytes).some((root) => signed(root, last));
}
