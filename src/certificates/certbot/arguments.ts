import type { AcmeOrder, IssueCertificate } from "../../core/step.ts";
import { isAddress } from "../../core/validate/address.ts";
import { isLetsEncrypt, isStaging } from "./acme-directory.ts";
import { places } from "./places.ts";

type Wanted = Pick<IssueCertificate, "names" | "key"> & { readonly order: AcmeOrder };

/**
 * The argv that orders a certificate; the order's consent to the terms stands behind it (certbot(1)).
 * @param known a lineage of that name is there: it is replaced, names, kind of key and server included
 * @throws Error (ours) for what no validator lets through and certbot would take for something else
 */
export function certonly({ names, key, order }: Wanted, known: boolean): readonly string[] {
  const { program, server, email, webroot, port, profile } = order;
  return [
    program,
    "certonly",
    "--non-interactive",
    "--agree-tos",
    ...(email === undefined
      ? ["--register-unsafely-without-email"]
      : [`--email=${argument(email)}`, "--no-eff-email"]),
    `--server=${argument(server)}`,
    `--cert-name=${places.lineage}`,
    ...(key === "ecdsa"
      ? ["--key-type=ecdsa", "--elliptic-curve=secp256r1"]
      : ["--key-type=rsa", "--rsa-key-size=2048"]),
    ...(webroot === undefined ? standalone(port) : ["--webroot", `--webroot-path=${webroot}`]),
    ...(profile === undefined ? [] : [`--preferred-profile=${profile}`]),
    ...(known ? ["--force-renewal", "--renew-with-new-domains"] : []),
    ...(known && isStaging(server) ? ["--break-my-certs"] : []),
    ...names.map((name) => (isAddress(name) ? `--ip-address=${name}` : `--domain=${nameArgument(name)}`)),
  ];
}

/** certbot takes what stands between commas for a name each, and drops blanks around one. @throws Error as `argument` */
function nameArgument(name: string): string {
  return argument(name, /^[\w.*:-]+$/);
}

/** Of a value that is `--` Python's argparse makes none. @throws Error (ours) for that, and for what is not wanted */
function argument(value: string, wanted = /./): string {
  if (value === "--" || !wanted.test(value))
    throw new Error(`${JSON.stringify(value)} cannot be an argument of certbot`);
  return value;
}

function standalone(port: number | undefined): readonly string[] {
  const behindProxy = port === undefined ? [] : [`--http-01-port=${port}`, "--http-01-address=127.0.0.1"];
  return ["--standalone", ...behindProxy];
}

/** Tries a renewal without a new certificate. Without a terminal certbot would wait up to eight minutes first. */
export function rehearsal({ program, server }: Pick<AcmeOrder, "program" | "server">): readonly string[] {
  return [
    program,
    "renew",
    "--non-interactive",
    `--cert-name=${places.lineage}`,
    "--dry-run",
    "--no-random-sleep-on-renew",
    // By itself certbot takes Let's Encrypt's staging server for a trial, whoever issued.
    ...(isLetsEncrypt(server) ? [] : [`--server=${server}`]),
  ];
}

/** Takes a lineage away, archive included. */
export function deletion(program: string): readonly string[] {
  return [program, "delete", "--non-interactive", `--cert-name=${places.lineage}`];
}
