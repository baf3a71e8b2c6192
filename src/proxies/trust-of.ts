import type { Answers } from "../core/answers.ts";
import { type BackendTrust, backendTrust } from "../core/backend-trust.ts";
import type { Backend } from "../core/backend-url.ts";
import type { Facts } from "../core/facts.ts";

/** Who a backend over TLS has to be, from what the operator pinned and what was seen in that file. */
export function trustOf(
  { backendCertificate: file }: Pick<Answers, "backendCertificate">,
  { certificates }: Pick<Facts, "certificates">,
  { host }: Backend,
): BackendTrust {
  if (file === undefined) return backendTrust(host);
  return backendTrust(host, { file, names: certificates[file]?.names ?? [] });
}
