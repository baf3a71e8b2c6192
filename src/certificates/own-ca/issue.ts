import { exitCode, Failure } from "../../core/errors.ts";
import type { AuthorityUse, IssueCertificate } from "../../core/step.ts";
import type { IssueContext, Issued, IssuedFile } from "../source.ts";
import { type Authority, makeAuthority } from "../x509/authority.ts";
import { rootExports } from "../x509/exports.ts";
import { issueLeaf } from "../x509/leaf.ts";
import { openKey, protectKey, WrongPassphrase } from "../x509/protect-key.ts";
import { passphraseFrom } from "./passphrase.ts";

/** A pair that the root signs; the root first, where it has to be made. */
export async function issueOwnCa(step: IssueCertificate, context: IssueContext): Promise<Issued> {
  const { names, key, days = 365, authority: use, certificateFile, keyFile } = step;
  if (use === undefined) throw new Error("own-ca was asked without an authority");
  const { host, onLine, signal } = context;
  const passphrase = await passphraseFor(use, context);
  const made = use.create ? await makeRoot(step, use, passphrase, context) : undefined;
  const issuer = made?.authority ?? (await openRoot(use, passphrase, context));
  const leaf = await issueLeaf({ names, key, days, now: host.now(), issuer, onLine, signal });
  return {
    files: [
      ...(made?.files ?? []),
      { path: keyFile, content: leaf.key, mode: 0o600 },
      { path: certificateFile, content: leaf.certificate, mode: 0o644 },
    ],
  };
}

/** What was typed counts before what a file says; empty: none. @throws Failure where the file is not as the plan saw it */
async function passphraseFor(use: AuthorityUse, { host, secrets }: IssueContext): Promise<string> {
  if (secrets?.caPassphrase !== undefined) return secrets.caPassphrase;
  if (use.passphraseFile === undefined) return "";
  return await passphraseFrom(host, use.passphraseFile, "certificate.caPassphraseFile");
}

async function makeRoot(
  { names, key }: IssueCertificate,
  use: AuthorityUse,
  passphrase: string,
  context: IssueContext,
): Promise<{ readonly authority: Authority; readonly files: readonly IssuedFile[] }> {
  const { host, onLine, signal } = context;
  if (use.offline && passphrase === "") {
    throw wrong(
      "a root's key that is carried away needs a passphrase",
      "name a file that holds one: --ca-passphrase-file PATH",
    );
  }
  const authority = await makeAuthority({ names, key, now: host.now(), onLine, signal });
  const copies = rootExports(authority.certificate);
  return {
    authority,
    files: [
      ...(await oldRoot(use, context)),
      { path: use.keyFile, content: await protectKey(authority.key, passphrase), mode: 0o600 },
      { path: use.certificateFile, content: copies.pem, mode: 0o644 },
      ...use.exports.map(({ path, form }) => ({ path, content: copies[form], mode: 0o644 })),
    ],
  };
}

/** The bytes of a root that does not fit any more, under the names that it is set aside by. */
async function oldRoot({ certificateFile, keyFile, setAside }: AuthorityUse, { host }: IssueContext) {
  if (setAside === undefined) return [];
  const [certificate, key] = [await host.readFile(certificateFile), await host.readFile(keyFile)];
  return [
    ...(key === undefined ? [] : [{ path: setAside.keyFile, content: key, mode: 0o600 }]),
    ...(certificate === undefined
      ? []
      : [{ path: setAside.certificateFile, content: certificate, mode: 0o644 }]),
  ];
}

/** @throws Failure where the key is gone, or the passphrase does not open it */
async function openRoot(use: AuthorityUse, passphrase: string, { host }: IssueContext): Promise<Authority> {
  const certificate = await host.readFile(use.certificateFile);
  const key = await host.readFile(use.keyFile);
  if (certificate === undefined || key === undefined) {
    throw wrong(`the root's key is not in ${use.keyFile}`, `bring it back to ${use.keyFile}`);
  }
  try {
    return {
      certificate: certificate.toString("latin1"),
      key: await openKey(key.toString("latin1"), passphrase),
    };
  } catch (error) {
    if (!(error instanceof WrongPassphrase)) throw error;
    throw wrong(
      "the passphrase does not open the root's key",
      "wss-setup rotate --ca-passphrase-file PATH --yes",
    );
  }
}

function wrong(message: string, next: string): Failure {
  return new Failure(message, { kind: "operator", exitCode: exitCode.failedAndRolledBack, next });
}
