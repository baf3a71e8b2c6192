import type { CertificateFile, FilesFacts, KeyFile, Place } from "./files-facts.ts";
import { judgeAccess } from "./judge-access.ts";
import { judgeChain } from "./judge-chain.ts";
import { judgeLeaf } from "./judge-leaf.ts";

/** One thing about the pair. */
export interface FilesRow {
  readonly state: "ok" | "warning" | "failed";
  /** A clause without its period. */
  readonly text: string;
  /** The one act that helps. */
  readonly fix?: string;
}

/** Whether a pair can be served under these names; `now` is ISO 8601. Pure. */
export function judgeFiles(facts: FilesFacts, names: readonly string[], now: string): readonly FilesRow[] {
  const { certificate, key } = facts;
  const unusable = isSwapped(facts) ? [swapped(facts)] : [...judgeCertificate(certificate), ...judgeKey(key)];
  if (unusable.length > 0) return unusable;
  return [...judgeLeaf(facts, names, now), ...judgeChain(facts, now), ...judgeAccess(facts)];
}

function isSwapped({ certificate, key }: FilesFacts): boolean {
  const onlyKey = certificate.holdsKey && certificate.chain.length === 0;
  return onlyKey && key.holdsCertificate && key.content === "none";
}

function swapped({ certificate, key }: FilesFacts): FilesRow {
  return {
    state: "failed",
    text: `${certificate.path} is the key and ${key.path} is the certificate`,
    fix: "swap certificate.certificateFile and certificate.keyFile",
  };
}

function judgeCertificate(file: CertificateFile): readonly FilesRow[] {
  const { path, chain, binary, holdsKey } = file;
  if (file.kind !== "file" || file.error !== undefined)
    return [notThere(file, "certificate.certificateFile")];
  if (chain.length > 0) return [];
  if (binary) {
    const fix = `openssl x509 -inform der -in ${path} -out ${path}.pem, and name that file`;
    return [{ state: "failed", text: `${path} is a certificate in binary form (DER), not in PEM`, fix }];
  }
  const text = holdsKey
    ? `${path} holds a private key and no certificate`
    : `${path} holds no certificate in PEM form`;
  return [{ state: "failed", text, fix: "set certificate.certificateFile to the certificate" }];
}

function judgeKey(file: KeyFile): readonly FilesRow[] {
  const { path, content, binary, holdsCertificate } = file;
  if (file.kind !== "file" || file.error !== undefined) return [notThere(file, "certificate.keyFile")];
  if (content !== "none") return [];
  if (binary) {
    const fix = `openssl pkey -inform der -in ${path} -out ${path}.pem, and name that file`;
    return [{ state: "failed", text: `${path} is a key in binary form (DER), not in PEM`, fix }];
  }
  const text = holdsCertificate
    ? `${path} holds a certificate and no private key`
    : `${path} holds no private key in PEM form`;
  return [{ state: "failed", text, fix: "set certificate.keyFile to the private key" }];
}

function notThere({ path, kind, error }: Place, field: string): FilesRow {
  if (error !== undefined) return { state: "failed", text: error };
  const text = kind === "absent" ? `there is no file ${path}` : `${path} is no file${other(kind)}`;
  return { state: "failed", text, fix: `set ${field} to the file` };
}

function other(kind: Place["kind"]): string {
  return kind === "directory" ? " but a folder" : "";
}
