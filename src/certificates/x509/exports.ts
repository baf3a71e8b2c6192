import { X509Certificate } from "node:crypto";

/** A root in the two forms that systems import. */
export interface RootExports {
  /** Exactly one certificate, without any text around it. */
  readonly pem: string;
  readonly der: Buffer;
}

/** @throws Error where the text holds no certificate */
export function rootExports(root: string): RootExports {
  const certificate = new X509Certificate(root);
  return { pem: certificate.toString(), der: certificate.raw };
}
