import type { TakeBackContext } from "../source.ts";
import { clearChallenges } from "./lineage.ts";
import { waitForOthers } from "./other-certbots.ts";

/** A run that was killed left its certbot at work, and maybe a challenge that nobody takes away any more. */
export async function settleCertbot({ host, why, onLine }: TakeBackContext): Promise<void> {
  if (why !== "failure") await waitForOthers({ host, onLine });
  await clearChallenges(host);
}
