import type { KeyObject } from "node:crypto";
import type { Draft } from "./draft.ts";
import { signWithForge } from "./forge-signer.ts";

/** A certificate that may sign others, and its private key. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  readonly key: KeyObject;
}

/**
 * The certificate (PEM, Unix lines) that `draft` describes for the public half of `key`; signed by the issuer, or by
 * `key` itself. forge knows RSA alone: every chain with another key in it is written by a library that is loaded for it.
 */
export async function sign(draft: Draft, key: KeyObject, issuer?: Authority): Promise<string> {
  const allRsa = [key, issuer?.key ?? key].every(({ asymmetricKeyType }) => asymmetricKeyType === "rsa");
  if (allRsa) return signWithForge(draft, key, issuer);
  const { signWithPeculiar } = await import("./peculiar-signer.ts");
  return signWithPeculiar(draft, key, issuer);
}
