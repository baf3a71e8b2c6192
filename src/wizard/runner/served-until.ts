import { X509Certificate } from "node:crypto";
import type { Plan } from "../../core/plan.ts";
import type { Host } from "../../host/host.ts";

/** When the certificate ends that the proof has just seen served, ISO 8601; undefined where it cannot be read. */
export async function servedUntil(host: Host, { steps }: Plan): Promise<string | undefined> {
  const proof = steps.find((step) => step.kind === "Verify");
  if (proof?.kind !== "Verify") return undefined;
  try {
    const bytes = await host.readFile(proof.certificateFile);
    return bytes === undefined ? undefined : new X509Certificate(bytes).validToDate.toISOString();
  } catch {
    return undefined;
  }
}
