import { shWord } from "../../core/sh-word.ts";
import type { CertificateFiles } from "../proxy.ts";
import { places } from "./places.ts";
import { handedFiles } from "./server/handed-files.ts";

const head = `#!/bin/sh
# Written by wss-setup; "wss-setup remove" takes it away.`;

/** Starts our server on this Node, as the service does and as its configuration is tested. */
export function programScript(node: string): string {
  return `${head}
# The built-in proxy: see ${places.unit}.service.
exec ${shWord(node)} ${shWord(places.server)} "$@"
`;
}

/** What the server serves or trusts, and may not read where it lies; undefined: there is none. */
export interface HandedOver {
  readonly pair: Pick<CertificateFiles, "certificateFile" | "keyFile"> | undefined;
  /** What backends over TLS are held to. */
  readonly pin: string | undefined;
}

/**
 * Hands files to the user that the service manager made up for the server. Root opens them and nothing more: the copies
 * are written as that user, so that whatever a server in wrong hands puts into its folder, nothing of root's is overwritten
 * or given away. A copy is 0600 from its first instant, and takes the place of the one before when it is whole.
 */
export function handOverScript({ pair, pin }: HandedOver): string {
  const calls = [
    ...(pair === undefined ? [] : [call(handedFiles.pair, pair.keyFile, pair.certificateFile)]),
    ...(pin === undefined ? [] : [call(handedFiles.pin, pin)]),
  ];
  return `${head}
# Run as root before each start and each reload of the built-in proxy: its user gets what it may not read by itself.
set -eu
cd /
folder=${shWord(places.handed)}
user=$(stat -c %u "$folder")
group=$(stat -c %g "$folder")

# hand_over NAME: writes what can be read from 3 and 4 to a file of that name, as the proxy's user.
hand_over() {
  setpriv --reuid="$user" --regid="$group" --clear-groups --inh-caps=-all --no-new-privs -- \\
    sh -euc 'umask 077; rm -f "$1.new"; { cat <&3; echo; cat <&4; } >"$1.new"; mv -f "$1.new" "$1"' sh "$folder/$1"
}
${calls.join("")}`;
}

function call(name: string, first: string, second = "/dev/null"): string {
  return `hand_over ${shWord(name)} 3<${shWord(first)} 4<${shWord(second)}\n`;
}
