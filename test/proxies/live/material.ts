import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { issueSelfSigned } from "../../../src/certificates/self-signed/issue.ts";
import type { IssueCertificate } from "../../../src/core/step.ts";
import { standardGroups } from "../../../src/dhparam/groups.ts";
import { dhParamText } from "../../../src/dhparam/pem.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";

/** PEM texts for a proxy that really runs. */
export interface Material {
  readonly certificate: string;
  readonly key: string;
  readonly dhparam: string;
}

const { prime, generator } = standardGroups.ffdhe2048;

/** A fresh certificate of the program's own making. */
export async function makeMaterial(names: readonly string[]): Promise<Material> {
  const step: IssueCertificate = {
    kind: "IssueCertificate",
    id: "certificate",
    title: "",
    why: "",
    action: "create",
    undo: "exact",
    source: "self-signed",
    names,
    key: "rsa",
    days: 30,
    certificateFile: "/cert.pem",
    keyFile: "/key.pem",
  };
  const host = new MemoryHost({ now: new Date() });
  const pair = await issueSelfSigned(step, { host, onLine: () => undefined });
  return { ...pair, dhparam: dhParamText(prime, generator, "ffdhe2048") };
}

const made = new Map<string, Promise<Material>>();

/** Making a key takes its time: a file of tests has one pair for each list of names. */
export function materialFor(names: readonly string[]): Promise<Material> {
  const key = names.join();
  const material = made.get(key) ?? makeMaterial(names);
  made.set(key, material);
  return material;
}

/** Puts it into a folder. @returns where each part lies */
export function writeMaterial(folder: string, { certificate, key, dhparam }: Material) {
  return {
    certificateFile: put(folder, "cert.pem", certificate),
    keyFile: put(folder, "key.pem", key),
    dhparamFile: put(folder, "dh.pem", dhparam),
  };
}

/** As the program puts files: nginx keeps a certificate over a reload while inode and second of its file are the same. */
function put(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return path;
}
