import type { Step, StepKind } from "../../../core/step.ts";
import type { Effect, EffectContext, Prepared } from "../effect.ts";
import { copyPair, issueCertificate, writeDhParam } from "./certificate.ts";
import { installPackages } from "./packages.ts";
import { copyFile, createDirectory, editFile, removeFile, restoreFile, symlink, writeFile } from "./paths.ts";
import { closePort, openPort } from "./port.ts";
import { rehearseRenewal } from "./rehearsal.ts";
import { service, validateConfig } from "./service.ts";
import { verify } from "./verify.ts";

const effects: { readonly [K in StepKind]: Effect<K> } = {
  InstallPackages: installPackages,
  CreateDirectory: createDirectory,
  WriteFile: writeFile,
  CopyFile: copyFile,
  EditFile: editFile,
  Symlink: symlink,
  RemoveFile: removeFile,
  RestoreFile: restoreFile,
  WriteDhParam: writeDhParam,
  IssueCertificate: issueCertificate,
  CopyPair: copyPair,
  RehearseRenewal: rehearseRenewal,
  ValidateConfig: validateConfig,
  Service: service,
  OpenPort: openPort,
  ClosePort: closePort,
  Verify: verify,
};

/** Makes any step ready with the effect of its kind. */
export function prepare(step: Step, context: EffectContext): Promise<Prepared> {
  return (effects[step.kind] as Effect<StepKind>).prepare(step, context);
}
