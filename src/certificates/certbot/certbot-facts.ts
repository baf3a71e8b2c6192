import type { Facts } from "../../core/facts.ts";

/** What the probe saw of certbot. */
export interface CertbotFacts {
  /** `5.4.0`; undefined: none is installed. */
  readonly version?: string;
  /** The one that is run. */
  readonly program: string;
  /** It came as a snap. */
  readonly snap: boolean;
  /** How our lineage is renewed: the values of its file in /etc/letsencrypt/renewal. */
  readonly renewal?: Readonly<Record<string, string>>;
}

const nothing: CertbotFacts = { program: "certbot", snap: false };

export function certbotFacts({ sources }: Facts): CertbotFacts {
  return (sources?.certbot as CertbotFacts | undefined) ?? nothing;
}
