import type { Host } from "../../host/host.ts";
import { renewalUnits } from "../renewal/plan.ts";
import type { CertificateSource } from "../source.ts";
import { ownPair } from "../ssl-folders.ts";
import { openKey } from "../x509/protect-key.ts";
import { issueOwnCa } from "./issue.ts";
import { ownCaOutlook } from "./outlook.ts";
import { places, rootCopies } from "./places.ts";
import { planOwnCa } from "./plan.ts";
import { probeOwnCa } from "./probe.ts";

/** A root of the operator's own signs: no outside party, and whoever trusts the root trusts the names. */
export const ownCa: CertificateSource = {
  id: "own-ca",
  title: "own CA",
  packages: ["openssl"],
  units: renewalUnits,
  farewell: {
    id: "root-stays",
    text: `The root and its key stay in ${places.folder} for a way back; wss-setup remove takes them away.`,
  },
  keeps: [places.folder, ...rootCopies.map(({ path }) => path)],
  probe: probeOwnCa,
  pair: () => ownPair,
  plan: planOwnCa,
  renewal: ownCaOutlook,
  issue: issueOwnCa,
};

/** Whether a passphrase opens the key of the root that is there; true where there is none to open. */
export async function opensRoot(host: Host, passphrase: string): Promise<boolean> {
  const key = await host.readFile(places.key);
  if (key === undefined) return true;
  return await openKey(key.toString("latin1"), passphrase).then(
    () => true,
    () => false,
  );
}
