import type { Answers } from "../../core/answers.ts";
import { bracketed } from "../../core/bracketed.ts";
import type { Facts } from "../../core/facts.ts";
import type { Problem } from "../../core/finding.ts";
import { shWord } from "../../core/sh-word.ts";
import { isAddress } from "../../core/validate/address.ts";
import { backendsOverTls, verifiedByName } from "../backends-over-tls.ts";
import { maskedUnit, takenPort } from "../common-obstacles.ts";
import { hasAddress } from "../has-address.ts";
import type { CertificateFiles } from "../proxy.ts";
import { trustOf } from "../trust-of.ts";

import { identity } from "./identity.ts";
import { displacedBy, linkOf, loopbackAlone, neighboursOn } from "./listening.ts";
import { nginxFacts } from "./nginx-facts.ts";
import { places } from "./places.ts";

/** What of the box stands in the way of nginx serving these names. */
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
    ...ports.flatMap((port) => displacedSite(port, facts)),
    ...ports.flatMap((port) => loopbackSite(port, facts)),
    ...addressBehindAnotherDefault(answers, facts),
    ...noPlaceForSites(facts),
    ...unverifiable(answers, facts),
  ];
}

/** A fault that names our own files is one that this run is about to mend. */
function brokenConfiguration(facts: Facts, certificate: CertificateFiles | undefined): readonly Problem[] {
  const { failure } = nginxFacts(facts);
  const own = [
    "wss-setup",
    ...(certificate === undefined ? [] : [certificate.certificateFile, certificate.keyFile]),
  ];
  // Only root may read what nginx reads; without it the test says nothing about the configuration.
  if (failure === undefined || facts.uid !== 0 || own.some((each) => failure.includes(each))) return [];
  return [{ text: `nginx already refuses its configuration as it is: ${failure}`, next: "nginx -t" }];
}

function servedNames(port: number, answers: Answers, facts: Facts): readonly Problem[] {
  const servers = nginxFacts(facts).servers.filter(({ listens }) =>
    listens.some((listen) => listen.port === port),
  );
  return answers.names.flatMap((name) => {
    const other = servers.find(({ names }) => names.includes(bracketed(name)));
    if (other === undefined) return [];
    const way = port === 80 ? ` (or "redirectHttp: false" where port 80 shall stay as it is)` : "";
    return [
      {
        text: `${name} is already served on port ${port} by ${other.file}: nginx would heed only one of the two${way}.`,
        next: `editor ${shWord(other.file)}`,
      },
    ];
  });
}

function displacedSite(port: number, facts: Facts): readonly Problem[] {
  const nginx = nginxFacts(facts);
  const file = displacedBy(linkOf(nginx), neighboursOn(nginx.servers, port));
  if (file === undefined) return [];
  return [
    {
      text: `${file} answers for unknown names on port ${port} only because nginx reads it first, and ours would be read before it: write default_server behind its listen ${port}.`,
      next: `editor ${shWord(file)}`,
    },
  ];
}

function loopbackSite(port: number, facts: Facts): readonly Problem[] {
  const site = loopbackAlone(port, nginxFacts(facts));
  if (site === undefined) return [];
  return [
    {
      text: `${site.file} listens on ${site.address}:${port} alone, and beside that a running nginx cannot take the port's other addresses: give that site another port, or the whole port.`,
      next: `editor ${shWord(site.file)}`,
    },
  ];
}

/** Without SNI nginx takes the default server's certificate, so that one has to be ours. */
function addressBehindAnotherDefault({ names }: Answers, facts: Facts): readonly Problem[] {
  const [neighbour] = neighboursOn(nginxFacts(facts).servers, 443);
  if (neighbour === undefined || !hasAddress(names)) return [];
  return [
    {
      text: `${names.find(isAddress)} is an address: its clients name nobody in TLS, and ${neighbour.file} answers those on port 443.`,
      next: `editor ${shWord(neighbour.file)}`,
    },
  ];
}

function noPlaceForSites(facts: Facts): readonly Problem[] {
  if (nginxFacts(facts).sites !== "none" || nginxFacts(facts).failure !== undefined) return [];
  return [
    {
      text: `${places.main} includes neither sites-enabled nor conf.d: there is no place for a site of ours.`,
      next: `editor ${places.main}`,
    },
  ];
}

function unverifiable(answers: Answers, facts: Facts): readonly Problem[] {
  return backendsOverTls(answers, nginxFacts(facts).trustStore, (overTls) => {
    const [first] = overTls;
    if (overTls.length < answers.backend.length) {
      return [
        {
          text: "nginx speaks TLS to all backends or to none: give only ws:// and http://, or only wss:// and https://.",
        },
      ];
    }
    if (overTls.some(({ host }) => host !== first.host)) {
      return [{ text: "nginx verifies all backends over TLS under one name: give them the same host name." }];
    }
    return isAddress(trustOf(answers, facts, first).name) ? [verifiedByName(identity.title, first)] : [];
  });
}
