import { isAddress } from "../../core/validate/address.ts";
import { certificateCovers } from "../certificate-file.ts";
import type { Check } from "../check.ts";
import type { Proof } from "../proof.ts";
import { judgeTls, tlsUnder } from "./tls.ts";

/** Handshakes at once: TLS alone counts against no limit of ours, but a box may be small. */
const atOnce = 4;

/** Every name: the certificate is for it, it is valid today, and the proxy serves it under that name (an address: without SNI). */
export async function checkNames(proof: Proof, address: string): Promise<Check> {
  const base = { id: "names", title: proof.step.names.length === 1 ? "Name" : "Names" };
  const { leaf, path } = proof.certificate;
  const missing = proof.step.names.filter((name) => !certificateCovers(leaf, name));
  if (missing.length > 0) {
    return {
      ...base,
      status: "failed",
      fault: "setup",
      seen: `${path} is for ${leaf.subjectAltName ?? "no name"}`,
      cause: `The certificate is not for ${missing.join(", ")}.`,
      fix: "wss-setup rotate --yes",
    };
  }
  const now = proof.host.now();
  if (now < leaf.validFromDate || now > leaf.validToDate) {
    return {
      ...base,
      status: "failed",
      fault: "setup",
      seen: `${path} is valid from ${leaf.validFrom} to ${leaf.validTo}`,
      cause:
        now > leaf.validToDate
          ? "The certificate has ended."
          : "The certificate is not valid yet: the box's clock may be wrong.",
      fix: now > leaf.validToDate ? "wss-setup rotate --yes" : "timedatectl",
    };
  }
  const judged = await inGroups(proof.step.names, async (name) => ({
    name,
    judgement: judgeTls(proof, address, name, await tlsUnder(proof, address, name)),
  }));
  const bad = judged.find(({ judgement }) => judgement.status !== "ok");
  if (bad !== undefined) return { ...base, ...bad.judgement, seen: `${bad.name}: ${bad.judgement.seen}` };
  return {
    ...base,
    status: "ok",
    seen: `${proof.step.names.map(served).join(", ")}: served, the certificate is for ${proof.step.names.length === 1 ? "it" : "each"}`,
  };
}

function served(name: string): string {
  return isAddress(name) ? `${name} (without SNI)` : name;
}

async function inGroups<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let index = 0; index < items.length; index += atOnce) {
    results.push(...(await Promise.all(items.slice(index, index + atOnce).map(act))));
  }
  return results;
}
