import type { KeyType } from "../../core/answers.ts";
import { applyAgain } from "../../core/paths.ts";
import { shCommand, shWord } from "../../core/sh-word.ts";
import { type LifeStage, stageTime } from "../lifetime.ts";
import type { RenewedCopies } from "../source.ts";
import { leafRsaBits } from "../x509/leaf.ts";
import { opensslConfig } from "./openssl-config.ts";

export interface RenewalOptions {
  /** Domain names and IP addresses as `validateName` gives them. */
  readonly names: readonly string[];
  readonly key: KeyType;
  readonly days: number;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Who signs; without it the pair signs itself. Whether its key can be used is seen when the script runs. */
  readonly root?: { readonly certificateFile: string; readonly keyFile: string };
  /** The proxy's test of its configuration; exit code 0 passes. Left out where its reload tests it. */
  readonly test?: readonly string[];
  /** Has the proxy take the new pair. */
  readonly reload: readonly string[];
  /** Copies of the pair that the proxy reads instead. */
  readonly copies?: RenewedCopies;
  /** Whoever changes the endpoint holds this, with flock(2). */
  readonly lockFile: string;
  /** Gets the sums of the new files, as sha256sum(1) writes them, so that they are known for ours. */
  readonly recordFile: string;
}

const day = 86_400;

/**
 * A POSIX script that renews the pair in time with openssl(1), 1.1.1 to 3.5, and nothing else. It ends with 0 when there is
 * nothing to do or all is done, with 1 when somebody has to look; that is said on stderr and to the system's log. A pair
 * that the proxy does not take is taken back.
 */
export function renewalScript(options: RenewalOptions): string {
  const { days, root, copies } = options;
  const copied = copies === undefined ? [] : copies.files.map(shWord);
  const test = options.test === undefined ? "" : `must ${shCommand(options.test)}\n`;
  const reload = shCommand(options.reload);
  const renewWithin = secondsBefore("renewal", days);
  return `#!/bin/sh
# Written by wss-setup; "wss-setup remove" takes it away.
# Renews the endpoint's certificate and key before they end, with openssl alone: no Node, no network.
set -eu
umask 077
cd /

certificate=${shWord(options.certificateFile)}
key=${shWord(options.keyFile)}
days=${days}
# Seconds before its end from which the certificate is renewed.
renew_within=${renewWithin}
${root === undefined ? "" : rootSettings(root, days)}
# Nobody else may be at it; who is sees to the certificate as well.
exec 9>>${shWord(options.lockFile)}
flock -n 9 || exit 0
${common(copies)}
reload_proxy() {
  ${reload} 9>&-
}

# A run that was cut off left the old pair aside.
if [ -e "$certificate.old" ]; then
  put_back
  reload_proxy || :
fi
rm -f "$key.old" "$key".new-* "$certificate".new-*

command -v openssl >/dev/null || fail "openssl is missing, so nothing renews the certificate: apt-get install openssl"
is_certificate "$certificate" || fail "there is no certificate in $certificate: ${applyAgain}"
ends=$(end_of "$certificate")
[ -f "$key" ] || fail "there is no key in $key: ${applyAgain}"
${root === undefined ? selfSignedChecks : rootChecks}
work=$(mktemp -d)
new_key=$(mktemp "$key.new-XXXXXX")
new_certificate=$(mktemp "$certificate.new-XXXXXX")

cat >"$work/config" <<'END'
${opensslConfig({ names: options.names, key: options.key, belowRoot: root !== undefined })}END
# Sixteen octets, the first from 40 to 4f: a serial number is positive.
echo "4$(openssl rand -hex 16 | cut -c 2-)" >"$work/serial"
: >"$work/issued"
now=$(date +%s)
# From an hour ago, because clocks differ.
begin=$(date -u -d "@$((now - 3600))" +%Y%m%d%H%M%SZ)
end=$(date -u -d "@$((now + days * ${day}))" +%Y%m%d%H%M%SZ)

cd "$work"
${keyCommand(options.key)}
must openssl req -new -key "$new_key" -config config -out request
must openssl ca -batch -notext -config config -extensions leaf -startdate "$begin" -enddate "$end" \\
  ${root === undefined ? '-selfsign -keyfile "$new_key"' : '-cert "$root" -keyfile "$root_key"'} -in request -out "$new_certificate"
openssl pkey -in "$new_key" -pubout >key.public
openssl x509 -in "$new_certificate" -noout -pubkey >certificate.public
must cmp key.public certificate.public
must openssl verify -x509_strict -purpose sslserver -no-CApath -CAfile ${root === undefined ? '"$new_certificate"' : '"$root"'} "$new_certificate"
cd /

chmod 0644 "$new_certificate"
# Each file gets its name when it is whole: whenever this is cut off, there is an old pair or a new one to go on with.
cp -p "$key" "$key.new-old"
cp -p "$certificate" "$certificate.new-old"
sync "$new_key" "$new_certificate" "$key.new-old" "$certificate.new-old"
mv -f "$key.new-old" "$key.old"
mv -f "$certificate.new-old" "$certificate.old"
mv -f "$new_key" "$key"
mv -f "$new_certificate" "$certificate"
${copies === undefined ? "" : `must ${shCommand(copies.make)}\n`}${test}reloading=yes
must ${reload}
sha256sum ${['"$key"', '"$certificate"', ...copied].join(" ")} >>${shWord(options.recordFile)}
rm "$certificate.old"
rm "$key.old"
printf 'wss-setup: renewed %s, which now lasts until %s\\n' "$certificate" "$(end_of "$certificate")"
`;
}

/** What every such script does the same way. */
function common(copies: RenewedCopies | undefined): string {
  return `
told=no
complain() {
  told=yes
  printf 'wss-setup: %s\\n' "$1" >&2
  logger -t wss-setup -p daemon.warning -- "$1" || :
}

fail() {
  complain "$1"
  exit 1
}

is_certificate() {
  openssl x509 -in "$1" -noout 2>/dev/null
}

# Whether the certificate lasts so many seconds more.
lasts() {
  openssl x509 -in "$1" -noout -checkend "$2" >/dev/null
}

end_of() {
  openssl x509 -in "$1" -noout -enddate | cut -d = -f 2
}

# Runs a command that says nothing unless it fails, and that cannot keep the lock.
must() {
  "$@" >"$work/said" 2>&1 9>&- || fail "the certificate in $certificate was not renewed, it ends on $ends: $* said: $(tail -n 5 "$work/said")"
}

# The certificate goes last: as long as its old one lies aside, the pair is not whole.
put_back() {
  [ ! -e "$key.old" ] || mv -f "$key.old" "$key"
  mv -f "$certificate.old" "$certificate"
${copies === undefined ? "" : `  ${shCommand(copies.make)} 9>&- || complain "the old certificate is back in $certificate, but the proxy's copy is not"\n`}}

work=
new_key=
new_certificate=
reloading=no
leave() {
  status=$?
  trap - EXIT
  if [ -e "$certificate.old" ]; then
    put_back
    [ "$reloading" = no ] || reload_proxy || complain "the old certificate is back in $certificate, but the proxy was not reloaded"
  fi
  [ -z "$work" ] || rm -rf "$work" "$new_key" "$new_certificate"
  [ "$status" = 0 ] || [ "$told" = yes ] || complain "the renewal of $certificate was cut off"
  exit "$status"
}
trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
`;
}

const selfSignedChecks = `[ "$(openssl x509 -in "$certificate" -noout -subject_hash)" = "$(openssl x509 -in "$certificate" -noout -issuer_hash)" ] ||
  fail "the certificate in $certificate does not sign itself, so it is none of wss-setup's; it is left as it is"
lasts "$certificate" "$renew_within" && exit 0
`;

const rootChecks = `is_certificate "$root" || fail "there is no certificate in $root: ${applyAgain}"
[ "$(openssl x509 -in "$root" -noout -subject_hash)" = "$(openssl x509 -in "$certificate" -noout -issuer_hash)" ] ||
  fail "the certificate in $certificate is not signed by the one in $root; it is left as it is"
if [ ! -f "$root_key" ] || grep -q ENCRYPTED "$root_key"; then
  lasts "$certificate" "$warn_within" && exit 0
  why="is not on this machine"
  [ ! -f "$root_key" ] || why="needs its passphrase"
  fail "the certificate in $certificate ends on $ends, and nobody renews it: the key in $root_key $why. Run wss-setup rotate --yes"
fi
lasts "$certificate" "$renew_within" && exit 0
lasts "$root" "$((days * ${day}))" ||
  fail "the certificate in $certificate ends on $ends, and the root that signs it ends before a new one would: a new root is needed. Run wss-setup rotate --yes"
`;

function rootSettings(root: NonNullable<RenewalOptions["root"]>, days: number): string {
  return `# The authority, and from when on it is told that its key cannot be used from here.
root=${shWord(root.certificateFile)}
root_key=${shWord(root.keyFile)}
warn_within=${secondsBefore("byHand", days)}
`;
}

function secondsBefore(stage: LifeStage, days: number): number {
  return Math.floor(stageTime(stage, days * day * 1000) / 1000);
}

function keyCommand(key: KeyType): string {
  return key === "rsa"
    ? `must openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:${leafRsaBits} -out "$new_key"`
    : 'must openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve -out "$new_key"';
}
