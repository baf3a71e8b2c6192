import { shWord } from "../../core/sh-word.ts";
import type { CertificateFiles } from "../proxy.ts";
import { places } from "./places.ts";

const head = `#!/bin/sh
# Written by wss-setup; "wss-setup remove" takes it away.`;

/** Starts our server on this Node, as the service does and as its configuration is tested. */
export function programScript(node: string): string {
  return `${head}
# The built-in proxy: see ${places.unit}.service.
exec ${shWord(node)} ${shWord(places.server)} "$@"
`;
}

/**
 * Hands a pair to the user that the service manager made up for the server, who may read neither file where it lies. Root
 * opens the files and nothing more: they are written as that user, so that whatever a server in wrong hands puts into its
 * folder, nothing of root's is overwritten or given away. The copy is 0600 from its first instant, and takes the place of
 * the one before when it is whole.
 */
export function handOverScript(
  pair: Pick<CertificateFiles, "certificateFile" | "keyFile"> | undefined,
): string {
  if (pair === undefined) {
    return `${head}
# There is no certificate yet: nothing is handed to the built-in proxy.
`;
  }
  return `${head}
# Run as root before each start and each reload of the built-in proxy: its user gets the certificate and the key.
set -eu
cd /
folder=$(dirname ${shWord(places.pair)})
user=$(stat -c %u "$folder")
group=$(stat -c %g "$folder")
exec setpriv --reuid="$user" --regid="$group" --clear-groups --inh-caps=-all --no-new-privs -- \\
  sh -euc 'umask 077; rm -f "$1.new"; { cat <&3; echo; cat <&4; } >"$1.new"; mv -f "$1.new" "$1"' sh ${shWord(places.pair)} \\
  3<${shWord(pair.keyFile)} 4<${shWord(pair.certificateFile)}
`;
}
