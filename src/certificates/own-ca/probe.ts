import { X509Certificate } from "node:crypto";
import type { Answers } from "../../core/answers.ts";
import { certificateFingerprint } from "../../core/fingerprint.ts";
import type { Host } from "../../host/host.ts";
import { ownPair } from "../ssl-folders.ts";
import { constraintsOf, coversNames } from "../x509/constraints.ts";
import type { OwnCaFacts, RootFacts } from "./own-ca-facts.ts";
import { readPassphrase } from "./passphrase.ts";
import { places } from "./places.ts";

/** The root that is there, if it is one, and the passphrase's file; no key material comes along. */
export async function probeOwnCa(host: Host, { certificate, names }: Answers): Promise<OwnCaFacts> {
  const root = await probeRoot(host, names);
  const file = certificate.source === "own-ca" ? certificate.caPassphraseFile : undefined;
  return {
    ...(root === undefined ? await probeLoneKey(host) : { root }),
    ...(file === undefined ? {} : { passphraseFile: await judgePassphraseFile(host, file) }),
  };
}

async function probeRoot(host: Host, names: readonly string[]): Promise<RootFacts | undefined> {
  const pem = (await host.readFile(places.certificate))?.toString("latin1");
  if (pem === undefined) return undefined;
  const key = (await host.readFile(places.key))?.toString("latin1");
  try {
    const certificate = new X509Certificate(pem);
    const permitted = constraintsOf(certificate)?.permitted;
    return {
      fingerprint: certificateFingerprint(certificate),
      names: [...(permitted?.dns ?? []), ...(permitted?.addresses ?? [])],
      covers: coversNames(pem, names),
      signed: await hasSigned(host, certificate),
      notAfter: certificate.validToDate.toISOString(),
      keyPresent: key !== undefined,
      protected: key?.includes("ENCRYPTED") === true,
    };
  } catch {
    return undefined;
  }
}

async function probeLoneKey(host: Host): Promise<Pick<OwnCaFacts, "loneKey">> {
  return (await host.stat(places.key)) === undefined ? {} : { loneKey: true };
}

/** A leaf that cannot be read is signed by nobody. */
async function hasSigned(host: Host, root: X509Certificate): Promise<boolean> {
  const leaf = await host.readFile(ownPair.certificateFile);
  try {
    return leaf !== undefined && new X509Certificate(leaf).verify(root.publicKey);
  } catch {
    return false;
  }
}

async function judgePassphraseFile(
  host: Host,
  path: string,
): Promise<NonNullable<OwnCaFacts["passphraseFile"]>> {
  const read = await readPassphrase(host, path);
  return "fault" in read ? read.fault : "fine";
}
