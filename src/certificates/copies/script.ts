import { libraryFolder } from "../../core/paths.ts";
import { shWord } from "../../core/sh-word.ts";
import type { PairCopy } from "../../core/step.ts";
import type { PairFiles } from "../source.ts";

/** What makes the copies anew without us. */
export const copyScript = `${libraryFolder}/copy-certificate`;

/**
 * A POSIX script that copies a pair that was renewed to where the proxy reads it. Each copy is 0600 from its first
 * instant, and takes the place of the one before when it is whole. It ends with 1 when a copy could not be made.
 */
export function copyCertificateScript(
  { certificateFile, keyFile }: PairFiles,
  copies: readonly PairCopy[],
): string {
  const files = { certificate: certificateFile, key: keyFile };
  const calls = copies.map(({ path, parts, owner = "root" }) =>
    ["copy", owner, path, ...parts.map((part) => files[part])].map(shWord).join(" "),
  );
  return `#!/bin/sh
# Written by wss-setup; "wss-setup remove" takes it away.
# Copies the endpoint's certificate and key to where the proxy reads them, each copy for its reader alone.
set -eu
umask 077
cd /

new=
trap '[ -z "$new" ] || rm -f "$new"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# copy OWNER TO FILE...
copy() {
  owner=$1
  to=$2
  shift 2
  # Under the name of an unfinished file of wss-setup's own, so that whatever takes those away takes this along.
  unfinished=\${to%/*}/.\${to##*/}.wss-setup-
  rm -f "$unfinished"*
  new=$(mktemp "$unfinished"XXXXXX)
  # Line by line, so that a last one without an end does not run into the next file.
  awk 1 "$@" >"$new"
  chown "$owner:" "$new"
  sync "$new"
  mv -f "$new" "$to"
  new=
}

${calls.join("\n")}
`;
}
