import type { IssueCertificate } from "../../core/step.ts";
import type { IssueContext, IssuedPair } from "../source.ts";
import { issueLeaf } from "../x509/leaf.ts";

/** A new key and a certificate that it signs itself. @throws `signal.reason` when it was aborted */
export function issueSelfSigned(step: IssueCertificate, context: IssueContext): Promise<IssuedPair> {
  const { names, key, days = 365 } = step;
  const { host, onLine, signal } = context;
  return issueLeaf({ names, key, days, now: host.now(), onLine, signal });
}
