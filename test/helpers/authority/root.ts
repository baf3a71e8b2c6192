import { readFileSync, writeFileSync } from "node:fs";
import { isIP, isIPv4 } from "node:net";
import { join } from "node:path";
import { openssl } from "../../certificates/openssl.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A certificate and its key, PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export interface RootOptions {
  readonly commonName?: string;
  readonly key?: "ecdsa" | "rsa";
  /** Who signs it; itself when not said. */
  readonly issuer?: Pair;
  /** X.509 extensions in OpenSSL's words; what `rootExtensions` gives when not said. */
  readonly extensions?: readonly string[];
}

/** What the root of an own CA says: it signs leaves only, for these names and nothing else. */
export function rootExtensions(names: readonly string[], { critical = true } = {}): readonly string[] {
  return [
    "basicConstraints=critical,CA:TRUE,pathlen:0",
    "keyUsage=critical,keyCertSign,cRLSign",
    `nameConstraints=${critical ? "critical," : ""}${constraints(names).join(",")}`,
  ];
}

function constraints(names: readonly string[]): readonly string[] {
  const permitted = names.map((name) => {
    if (isIP(name) === 0) return `permitted;DNS:${name}`;
    return `permitted;IP:${name}/${isIPv4(name) ? "255.255.255.255" : allOnes}`;
  });
  const families = [4, 6].filter((family) => names.every((name) => isIP(name) !== family));
  const excluded = families.map((family) =>
    family === 4 ? "excluded;IP:0.0.0.0/0.0.0.0" : `excluded;IP:${"0:".repeat(7)}0/${"0:".repeat(7)}0`,
  );
  return [...permitted, ...excluded];
}

const allOnes = Array.from({ length: 8 }, () => "ffff").join(":");

/** The root of an own CA as the machine's OpenSSL makes it, so that nothing is proven by our code's own word. */
export function makeRoot(names: readonly string[], options: RootOptions = {}): Pair {
  const { commonName = "wss-setup root", extensions = rootExtensions(names) } = options;
  return request({ days: 3650, ...options, commonName, extensions });
}

/** A server's certificate for these names, signed by the root. */
export function makeLeaf(root: Pair, names: readonly string[]): Pair {
  const subjects = names.map((name) => `${isIP(name) === 0 ? "DNS" : "IP"}:${name}`);
  const extensions = [
    "basicConstraints=critical,CA:FALSE",
    "keyUsage=critical,digitalSignature",
    "extendedKeyUsage=serverAuth",
    `subjectAltName=${subjects.join(",")}`,
  ];
  return request({ commonName: names[0] ?? "", days: 90, extensions, issuer: root });
}

interface Request extends RootOptions {
  readonly commonName: string;
  readonly days: number;
  readonly extensions: readonly string[];
}

function request({ commonName, days, extensions, key = "ecdsa", issuer }: Request): Pair {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder, name);
  const keys = key === "rsa" ? ["rsa:2048"] : ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  if (issuer !== undefined) {
    writeFileSync(file("issuer.crt"), issuer.certificate);
    writeFileSync(file("issuer.key"), issuer.key);
  }
  const signer = issuer === undefined ? [] : ["-CA", file("issuer.crt"), "-CAkey", file("issuer.key")];
  const { ok, said } = openssl([
    ...["req", "-x509", "-nodes", "-newkey", ...keys, "-keyout", file("key"), "-out", file("crt")],
    ...["-subj", `/CN=${commonName}`, "-days", String(days), ...signer],
    ...extensions.flatMap((extension) => ["-addext", extension]),
  ]);
  if (!ok) throw new Error(`openssl made no certificate: ${said}`);
  return { certificate: readFileSync(file("crt"), "utf8"), key: readFileSync(file("key"), "utf8") };
}
