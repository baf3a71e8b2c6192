import type { Answers } from "../../core/answers.ts";
import type { Facts } from "../../core/facts.ts";
import type { Problem } from "../../core/finding.ts";
import { shCommand, shWord } from "../../core/sh-word.ts";
import { isAddress } from "../../core/validate/address.ts";
import { backendsOverTls, verifiedByName } from "../backends-over-tls.ts";
import { maskedUnit, takenPort } from "../common-obstacles.ts";
import { trustOf } from "../trust-of.ts";
import { fileArguments } from "./config-test.ts";
import { haproxyFacts } from "./haproxy-facts.ts";
import { identity } from "./identity.ts";
import { places } from "./places.ts";

/** What of the box stands in the way of HAProxy serving these names. */
export function obstacles(answers: Answers, facts: Facts, ports: readonly number[]): readonly Problem[] {
  return [
    ...maskedUnit(identity.unit, facts),
    ...brokenConfiguration(facts),
    ...ports.flatMap((port) => takenPort(port, identity, facts)),
    ...ports.flatMap((port) => ownBind(port, facts)),
    ...elsewhere(facts),
    ...unverifiable(answers, facts),
  ];
}

/** Only root may read what HAProxy reads; without it the test says nothing about the configuration. */
function brokenConfiguration(facts: Facts): readonly Problem[] {
  const { failure, more } = haproxyFacts(facts);
  if (failure === undefined || facts.uid !== 0) return [];
  return [
    {
      text: `HAProxy already refuses its configuration as it is: ${failure}`,
      next: shCommand(["haproxy", "-c", ...fileArguments(more)]),
    },
  ];
}

/** Two sections with one port would get every other connection each. */
function ownBind(port: number, facts: Facts): readonly Problem[] {
  const bind = haproxyFacts(facts).binds.find(({ first, last }) => first <= port && port <= last);
  if (bind === undefined) return [];
  const way = port === 80 ? ` (or "redirectHttp: false" where port 80 shall stay as it is)` : "";
  return [
    {
      text: `${bind.file} has a section of yours that listens on port ${port} already (line ${bind.line}: bind ${bind.address}): give it another port${way}.`,
      next: `editor +${bind.line} ${shWord(bind.file)}`,
    },
  ];
}

function elsewhere(facts: Facts): readonly Problem[] {
  const { otherFile, followers } = haproxyFacts(facts);
  return [
    ...(otherFile === undefined
      ? []
      : [
          {
            text: `HAProxy is told to read ${otherFile} and not ${places.main}, into which the endpoint is written.`,
            next: `editor ${places.defaults}`,
          },
        ]),
    ...followers.map(({ file, section }) => ({
      text: `${file} is read behind ${places.main}, and its ${section} has no "defaults" section before it in that file: those of the endpoint would hold for it. Write a line "defaults" with what it needs above it.`,
      next: `editor ${shWord(file)}`,
    })),
  ];
}

function unverifiable(answers: Answers, facts: Facts): readonly Problem[] {
  return backendsOverTls(answers, haproxyFacts(facts).trustStore, (overTls) =>
    overTls
      .filter((backend) => isAddress(trustOf(answers, facts, backend).name))
      .slice(0, 1)
      .map((backend) => verifiedByName(identity.title, backend)),
  );
}
