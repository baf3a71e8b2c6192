import type { Answers } from "../../core/answers.ts";
import type { Facts } from "../../core/facts.ts";
import type { Problem } from "../../core/finding.ts";
import { shCommand, shWord } from "../../core/sh-word.ts";
import { isAddress } from "../../core/validate/address.ts";
import { backendsOverTls, verifiedByName } from "../backends-over-tls.ts";
import { maskedUnit, takenPort } from "../common-obstacles.ts";
import { hasAddress } from "../has-address.ts";
import type { CertificateFiles } from "../proxy.ts";
import { apacheFacts } from "./apache-facts.ts";
import { backendCheck } from "./backend-check.ts";
import { identity } from "./identity.ts";
import { displacedBy, isLoopbackAlone, isReadBefore, linkOf, neighboursOn } from "./listening.ts";

/** What of the box stands in the way of Apache serving these names. */
export function obstacles(
  answers: Answers,
  facts: Facts,
  ports: readonly number[],
  certificate: CertificateFiles | undefined,
): readonly Problem[] {
  return [
    ...maskedUnit(identity.unit, facts),
    ...brokenConfiguration(facts, certificate),
    ...ports.flatMap((port) => takenPort(port, identity, facts)),
    ...ports.flatMap((port) => servedNames(port, answers, facts)),
    ...ports.flatMap((port) => wildcardBefore(port, answers, facts)),
    ...displacedSite(facts),
    ...ports.flatMap((port) => loopbackPort(port, facts)),
    ...addressBehindAnotherDefault(answers, facts),
    ...unverifiable(answers, facts),
  ];
}

/** A fault that names our own files is one that this run is about to mend. */
function brokenConfiguration(facts: Facts, certificate: CertificateFiles | undefined): readonly Problem[] {
  const { failure } = apacheFacts(facts);
  const own = [
    "wss-setup",
    ...(certificate === undefined ? [] : [certificate.certificateFile, certificate.keyFile]),
  ];
  // Only root may read what Apache reads; without it the test says nothing about the configuration.
  if (failure === undefined || facts.uid !== 0 || own.some((each) => failure.includes(each))) return [];
  return [
    {
      text: `Apache does not start with its configuration as it is: ${failure}`,
      next: "apache2ctl -t; tail /var/log/apache2/error.log",
    },
  ];
}

function servedNames(port: number, answers: Answers, facts: Facts): readonly Problem[] {
  const hosts = neighboursOn(apacheFacts(facts), port);
  return answers.names.flatMap((name) => {
    const other = hosts.find(({ names }) => names.includes(name));
    if (other === undefined) return [];
    const way = port === 80 ? ` (or "redirectHttp: false" where port 80 shall stay as it is)` : "";
    return [
      {
        text: `${name} is already served on port ${port} by ${other.file}: Apache would heed only one of the two${way}.`,
        next: `editor ${shWord(other.file)}`,
      },
    ];
  });
}

/** Apache goes by the order of its sites alone: a wildcard in one of them is heeded before a name in a later one. */
function wildcardBefore(port: number, answers: Answers, facts: Facts): readonly Problem[] {
  const apache = apacheFacts(facts);
  const link = linkOf(apache);
  const before = neighboursOn(apache, port).filter(({ file }) => isReadBefore(file, link));
  return answers.names.flatMap((name) => {
    const found = before.flatMap(({ file, names }) =>
      names.flatMap((alias) => (covers(alias, name) ? [{ file, alias }] : [])),
    );
    return found.slice(0, 1).map(({ file, alias }) => ({
      text: `${alias} in ${file} means ${name} too on port ${port}, and Apache heeds it before ours, because it is read first: name its sites one by one.`,
      next: `editor ${shWord(file)}`,
    }));
  });
}

/** Whether a wildcard of `ServerAlias` stands for the name: `*` for anything, `?` for one character. */
function covers(alias: string, name: string): boolean {
  if (!/[*?]/.test(alias)) return false;
  const body = alias
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${body}$`).test(name);
}

function displacedSite(facts: Facts): readonly Problem[] {
  const apache = apacheFacts(facts);
  const file = displacedBy(linkOf(apache), apache);
  if (file === undefined) return [];
  return [
    {
      text: `${file} answers for unknown names because Apache reads it first, and ours would be read before it: give its link a name earlier in the alphabet.`,
      next: shCommand(["mv", file, file.replace(/[^/]+$/, "000-$&")]),
    },
  ];
}

function loopbackPort(port: number, facts: Facts): readonly Problem[] {
  if (!isLoopbackAlone(port, apacheFacts(facts))) return [];
  return [
    {
      text: `Apache listens on port ${port} for this box alone: let it listen for everybody.`,
      next: "grep -rn Listen /etc/apache2",
    },
  ];
}

/** Without SNI Apache takes the first virtual host's certificate, so that one has to be ours. */
function addressBehindAnotherDefault({ names }: Answers, facts: Facts): readonly Problem[] {
  const [neighbour] = neighboursOn(apacheFacts(facts), 443);
  if (neighbour === undefined || !hasAddress(names)) return [];
  return [
    {
      text: `${names.find(isAddress)} is an address: its clients name nobody in TLS, and ${neighbour.file} answers those on port 443.`,
      next: `editor ${shWord(neighbour.file)}`,
    },
  ];
}

function unverifiable(answers: Answers, facts: Facts): readonly Problem[] {
  const { byName } = backendCheck(answers, facts);
  return backendsOverTls(answers, apacheFacts(facts).trustStore, (overTls) =>
    overTls
      .filter(({ host }) => byName && isAddress(host))
      .slice(0, 1)
      .map((backend) => verifiedByName(identity.title, backend)),
  );
}
