import { constraintsFor } from "../certificates/x509/constraints.ts";
import { validity } from "../certificates/x509/draft.ts";
import { issueLeaf } from "../certificates/x509/leaf.ts";
import { newKey } from "../certificates/x509/new-key.ts";
import { type Authority, sign } from "../certificates/x509/sign.ts";
import type { KeyType } from "../core/answers.ts";

/** Where certbot is told to ask. There is nobody: the name belongs to this machine itself (RFC 6761 6.3). */
export const directory = "https://pretend-authority.localhost/directory";

/** Whoever looks at a certificate of the demo sees at once that nobody vouches for it. */
export const authorityName = "wss-setup demo: a pretend authority";

/** Days, as Let's Encrypt gives them: for names, and with the short-lived profile. */
const lifetime = { usual: 90, shortlived: 6 } as const;

/** Whatever it signs: it holds for this machine alone, also for somebody who would trust it. */
const names = ["localhost", "127.0.0.1", "::1"];

/** Only an RSA key would need a size. */
const noBits = 0;
const quiet = { onLine: () => undefined };

export interface PretendOrder {
  readonly names: readonly string[];
  readonly key: KeyType;
  readonly shortlived: boolean;
  readonly now: Date;
}

/** Files of a lineage without their folder, as certbot(1) keeps them. */
export interface LineageFiles {
  readonly cert: string;
  readonly chain: string;
  readonly fullchain: string;
  readonly privkey: string;
}

/** Signs whatever it is asked to, without a question; its key is in memory alone and gone with the demo. */
export class PretendAuthority {
  #root: Promise<Authority> | undefined;

  async order({ names, key, shortlived, now }: PretendOrder): Promise<LineageFiles> {
    this.#root ??= makeRoot(now);
    const issuer = await this.#root;
    const days = shortlived ? lifetime.shortlived : lifetime.usual;
    const pair = await issueLeaf({ names, key, days, now, issuer, ...quiet });
    return {
      cert: pair.certificate,
      chain: issuer.certificate,
      fullchain: pair.certificate + issuer.certificate,
      privkey: pair.key,
    };
  }
}

async function makeRoot(now: Date): Promise<Authority> {
  const key = await newKey("ecdsa", noBits, quiet);
  const use = { kind: "authority", constraints: constraintsFor(names) } as const;
  return { certificate: await sign({ commonName: authorityName, ...validity(now, 100), use }, key), key };
}
