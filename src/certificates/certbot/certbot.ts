import type { CertificateSource } from "../source.ts";
import { orderCertificate } from "./issue.ts";
import { certbotOutlook, certbotTimers } from "./outlook.ts";
import { places } from "./places.ts";
import { planCertbot } from "./plan.ts";
import { probeCertbot } from "./probe.ts";
import { settleCertbot } from "./settle.ts";
import { takeBackLineage } from "./take-back.ts";

/** Let's Encrypt, or another ACME server: every browser trusts it, and certbot renews it. */
export const certbot: CertificateSource = {
  id: "certbot",
  title: "Let's Encrypt",
  packages: ["certbot"],
  keepsIn: places.folder,
  farewell: {
    id: "certbot-goes-on",
    text: "certbot keeps the certificate of before and goes on renewing it, though nobody serves it any more.",
    next: `certbot delete --cert-name ${places.lineage}`,
  },
  probe: probeCertbot,
  pair: () => ({ certificateFile: places.certificate, keyFile: places.key }),
  plan: planCertbot,
  units: certbotTimers,
  renewal: certbotOutlook,
  issue: orderCertificate,
  takeBack: takeBackLineage,
  settle: settleCertbot,
};
