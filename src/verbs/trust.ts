import { jsonText } from "../cli/json-text.ts";
import type { VerbContext } from "../cli/verb.ts";
import { type ExitCode, exitCode, Failure, invalidInput } from "../core/errors.ts";
import type { Warning } from "../core/finding.ts";
import { pageFile } from "../core/landing-page.ts";
import type { Host } from "../host/host.ts";
import { ReadOnlyHost } from "../host/read-only-host.ts";
import { actionSign } from "../interpreters/preview/step-lines.ts";
import { underLock } from "../session.ts";
import { changeTrust, planDistrust, planTrust, type TrustChange } from "../trust/change-trust.ts";
import { deviceSteps, devicesText } from "../trust/devices.ts";
import { surveyStores } from "../trust/index.ts";
import { type Root, readRoot, rootFile } from "../trust/root.ts";

/** Puts the own CA's root into this machine's trust stores, or with `--remove` takes it out of them. */
export function trustVerb(context: VerbContext): Promise<ExitCode> {
  const work = () => (context.values.remove === true ? distrust(context) : trust(context));
  return context.values.yes === true ? underLock(context.host, work) : work();
}

async function trust({ host, terminal, values }: VerbContext): Promise<ExitCode> {
  const looking = new ReadOnlyHost(host);
  const root = await findRoot(looking);
  const { places, warnings } = await surveyStores(looking, root);
  const changes = planTrust(places);
  const pending = changes.filter(({ action }) => action !== "no-op");
  for (const line of [...rootLines(root), ...changeLines(changes), ...warningLines(warnings)])
    terminal.progress(line);
  if (pending.length > 0 && values.yes !== true) throw unagreed("trust", "wss-setup trust --yes");
  const failures = await changeTrust(host, changes, root);
  for (const { message, next } of failures)
    terminal.progress(`warning: ${message}${next ? ` (${next})` : ""}`);
  terminal.progress(endLine(places.length, pending.length, failures.length));
  const isPublished = (await looking.stat(pageFile)) !== undefined;
  const devices = deviceSteps(root, isPublished);
  if (values.json !== true) terminal.result(devicesText(root, devices));
  else {
    const { fingerprint, names, notAfter } = root;
    const failed = failures.map(({ message }) => message);
    const report = { root: { fingerprint, names, notAfter }, ...inJson(changes), failed, warnings, devices };
    terminal.result(jsonText({ ok: true, ...report }));
  }
  return exitCode.done;
}

async function distrust({ host, terminal, values }: VerbContext): Promise<ExitCode> {
  const { places, warnings } = await surveyStores(new ReadOnlyHost(host));
  const changes = planDistrust(places);
  for (const line of [...changeLines(changes), ...warningLines(warnings)]) terminal.progress(line);
  if (changes.length > 0 && values.yes !== true)
    throw unagreed("trust --remove", "wss-setup trust --remove --yes");
  const failures = await changeTrust(host, changes, undefined);
  if (failures.length > 0) throw notEverywhere(failures);
  const message =
    changes.length === 0 ? "There is nothing to take out." : "Taken out. Restart browsers that run.";
  terminal.progress(message);
  if (values.json === true) terminal.result(jsonText({ ok: true, ...inJson(changes), warnings }));
  return exitCode.done;
}

/** Without the operator's yes; what would change was shown by then. */
function unagreed(verb: string, next: string): Failure {
  return invalidInput(`${verb} changes this machine: say --yes`, next);
}

/** @throws Failure (64) when there is none, or it is not fit to be trusted */
async function findRoot(host: Host): Promise<Root> {
  const bytes = await host.readFile(rootFile);
  if (bytes !== undefined) return readRoot(bytes, host.now());
  throw invalidInput(
    `there is no own CA on this box (${rootFile} is missing)`,
    "wss-setup apply -a answers.yaml --yes, with certificate.source: own-ca",
  );
}

function rootLines({ fingerprint, names, notAfter }: Root): readonly string[] {
  return [
    `The root of your own CA can sign for ${names.join(", ")} and for nothing else, until ${notAfter.slice(0, 10)}.`,
    `SHA-256 ${fingerprint}`,
  ];
}

function changeLines(changes: readonly TrustChange[]): readonly string[] {
  const width = Math.max(0, ...changes.map(({ place }) => place.title.length));
  return changes.map(
    ({ action, place: { title, path } }) => `${actionSign[action]}  ${title.padEnd(width)}  ${path}`,
  );
}

function warningLines(warnings: readonly Warning[]): readonly string[] {
  return warnings.map(({ text, next }) => `warning: ${text}${next === undefined ? "" : ` (${next})`}`);
}

function endLine(places: number, pending: number, failed: number): string {
  if (places === 0) return "There is no trust store here that could be changed.";
  if (pending === 0) return "Nothing to do: this machine trusts the root already.";
  if (failed === 0) return "This machine trusts the root now. Restart browsers that run.";
  return "Where there was no warning, this machine trusts the root now. Restart browsers that run.";
}

function inJson(changes: readonly TrustChange[]) {
  return { changes: changes.map(({ action, place: { title, path } }) => ({ action, title, path })) };
}

function notEverywhere(failures: readonly Failure[]): Failure {
  return new Failure(`Taken out, but not everywhere: ${failures.map(({ message }) => message).join("; ")}`, {
    kind: "operator",
    exitCode: exitCode.rollbackIncomplete,
    next: "take it out in the browser's own settings",
  });
}
