import { issueSelfSigned } from "../../../src/certificates/self-signed/issue.ts";
import type { IssuedPair } from "../../../src/certificates/source.ts";
import { RealHost } from "../../../src/host/real-host.ts";

/** A real self-signed pair for these names, made by the code under `src/certificates`; negative days: it has ended. */
export function selfSignedPair(names: readonly string[], days = 30): Promise<IssuedPair> {
  const host = new RealHost();
  return issueSelfSigned(
    {
      kind: "IssueCertificate",
      id: "certificate",
      title: "certificate",
      why: "a test needs it",
      action: "create",
      undo: "exact",
      source: "self-signed",
      names,
      key: "rsa",
      days,
      certificateFile: "/unused.crt",
      keyFile: "/unused.key",
    },
    { host, onLine: () => {} },
  );
}
