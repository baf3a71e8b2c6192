import { shCommand, shWord } from "../../core/sh-word.ts";
import type { Serving } from "../source.ts";
import { places } from "./places.ts";

/**
 * What certbot runs after each renewal, of any lineage (certbot(1), --deploy-hook): for ours the proxy tests its
 * configuration and takes the new pair up. A proxy that refuses keeps serving the old pair, and certbot logs it.
 */
export function deployHook({ test, reload, copies }: Serving): string {
  return `#!/bin/sh
# Written by wss-setup. certbot runs it after a renewal: the proxy takes up the new certificate.
set -eu
[ "\${RENEWED_LINEAGE:-}" = ${shWord(places.live)} ] || exit 0
${copies === undefined ? "" : `${shCommand(copies.make)}\n`}${test === undefined ? "" : `${shCommand(test.argv)}\n`}${shCommand(reload)}
`;
}
