import { createPublicFolders } from "../certificates/ssl-folders.ts";
import type { Answers } from "../core/answers.ts";
import { writeFile } from "../core/build-step.ts";
import type { Facts } from "../core/facts.ts";
import type { Step, WriteDhParam } from "../core/step.ts";
import { type StandardGroupId, standardGroups } from "./groups.ts";
import { decodeDhParam, dhParamText } from "./pem.ts";

/** Where the parameters lie; the plan reads `facts.files[dhParamFile].text`, so a probe must look at it. */
export const dhParamFile = "/etc/ssl/certs/wss-setup-dhparam.pem";

const freshBits = 2048;

export interface DhParamPlan {
  readonly steps: readonly Step[];
  /** Undefined when the operator wants none. */
  readonly file?: string;
}

/** Pure. The folders of the file are those of a certificate that is made here, and the same steps. */
export function planDhParam(answers: Answers, facts: Facts): DhParamPlan {
  const wanted = answers.tls.dhparam;
  if (wanted === "none") return { steps: [] };
  const step = wanted === "generate" ? freshPrime(facts) : standardGroup(facts, wanted);
  return { steps: [...createPublicFolders(facts), step], file: dhParamFile };
}

function standardGroup(facts: Facts, id: StandardGroupId): Step {
  const { prime, generator } = standardGroups[id];
  return writeFile(facts, {
    path: dhParamFile,
    content: dhParamText(prime, generator, `the group ${id} of RFC 7919`),
    mode: 0o644,
    why: "Clients that can only do the older Diffie-Hellman get a group that is public and well studied.",
  });
}

function freshPrime(facts: Facts): WriteDhParam {
  const there = facts.files[dhParamFile];
  const present = there?.kind === "file" && there.text !== undefined ? decodeDhParam(there.text) : undefined;
  const fits = present !== undefined && isFresh(present.prime);
  const action = there === undefined || there.kind === "absent" ? "create" : "update";
  return {
    kind: "WriteDhParam",
    id: `file:${dhParamFile}`,
    title: dhParamFile,
    why: fits
      ? "A prime of this box's own is there already."
      : "A prime of this box's own was asked for; finding one takes from seconds to a few minutes.",
    action: fits ? "no-op" : action,
    undo: "exact",
    path: dhParamFile,
    bits: freshBits,
  };
}

function isFresh(prime: bigint): boolean {
  const standard = Object.values(standardGroups).some((group) => group.prime === prime);
  return !standard && prime.toString(2).length >= freshBits;
}
