import type { KeyType } from "../../core/answers.ts";
import { isAddress } from "../../core/validate/address.ts";
import { leafName } from "../x509/common-name.ts";

export interface LeafConfig {
  /** Domain names and IP addresses as `validateName` gives them: no character of theirs means anything to OpenSSL. */
  readonly names: readonly string[];
  readonly key: KeyType;
  /** Whether an authority signs it, or it itself. */
  readonly belowRoot: boolean;
}

/**
 * What `openssl req` and `openssl ca` (1.1.1 to 3.5) need to make the same leaf as `issueLeaf`. The files it names lie in
 * the folder where they run.
 * @throws Error (ours) for a name that means something to OpenSSL
 */
export function opensslConfig({ names, key, belowRoot }: LeafConfig): string {
  const stranger = names.find((name) => !/^[A-Za-z\d.:-]+$/.test(name));
  if (stranger !== undefined)
    throw new Error(`${JSON.stringify(stranger)} cannot be written into a configuration of OpenSSL`);
  const usage = key === "rsa" ? "digitalSignature, keyEncipherment" : "digitalSignature";
  const altNames = names.map((name, index) => `${isAddress(name) ? "IP" : "DNS"}.${index + 1} = ${name}`);
  return `[req]
prompt = no
distinguished_name = subject

[subject]
CN = ${leafName(names, belowRoot)}

[ca]
default_ca = signing

[signing]
database = issued
serial = serial
new_certs_dir = .
default_md = sha256
policy = any_subject
unique_subject = no

[any_subject]
commonName = supplied

[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, ${usage}
extendedKeyUsage = serverAuth
subjectAltName = @names
subjectKeyIdentifier = hash
${belowRoot ? "authorityKeyIdentifier = keyid:always\n" : ""}
[names]
${altNames.join("\n")}
`;
}
