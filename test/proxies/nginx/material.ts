import { issueSelfSigned } from "../../../src/certificates/self-signed/issue.ts";
import type { IssueCertificate } from "../../../src/core/step.ts";
import { standardGroups } from "../../../src/dhparam/groups.ts";
import { dhParamText } from "../../../src/dhparam/pem.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import type { Material } from "./site.ts";

const { prime, generator } = standardGroups.ffdhe2048;

/** A fresh certificate of the program's own making. */
export async function makeMaterial(names: readonly string[]): Promise<Material> {
  const step: IssueCertificate = {
    kind: "IssueCertificate",
    id: "certificate",
    title: "",
    why: "",
    action: "create",
    undo: "exact",
    source: "self-signed",
    names,
    key: "rsa",
    days: 30,
    certificateFile: "/cert.pem",
    keyFile: "/key.pem",
  };
  const host = new MemoryHost({ now: new Date() });
  const pair = await issueSelfSigned(step, { host, onLine: () => undefined });
  return { ...pair, dhparam: dhParamText(prime, generator, "ffdhe2048") };
}
