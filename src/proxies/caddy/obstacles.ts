import type { Answers } from "../../core/answers.ts";
import type { Facts } from "../../core/facts.ts";
import type { Problem } from "../../core/finding.ts";
import { isAddress } from "../../core/validate/address.ts";
import { backendsOverTls } from "../backends-over-tls.ts";
import { maskedUnit, takenPort } from "../common-obstacles.ts";
import { trustOf } from "../trust-of.ts";
import { caddyFacts } from "./caddy-facts.ts";
import { identity } from "./identity.ts";
import { edit, places } from "./places.ts";

/** What of the box stands in the way of Caddy serving these names. */
export function obstacles(answers: Answers, facts: Facts, ports: readonly number[]): readonly Problem[] {
  return [
    ...maskedUnit(identity.unit, facts),
    ...withoutSystemd(facts),
    ...brokenConfiguration(facts),
    ...closedCaddyfile(facts),
    ...otherPorts(facts),
    ...ports.flatMap((port) => takenPort(port, identity, facts)),
    ...ports.flatMap((port) => servedNames(port, answers, facts)),
    ...addressBesideOthers(answers, facts),
    ...unverifiable(answers, facts),
  ];
}

function withoutSystemd({ init }: Facts): readonly Problem[] {
  if (init === "systemd") return [];
  return [
    {
      text: "Caddy's package brings a service for systemd alone, which does not run here: take nginx, Apache or HAProxy.",
    },
  ];
}

function brokenConfiguration(facts: Facts): readonly Problem[] {
  const { failure, doubt } = caddyFacts(facts);
  const said = failure ?? (isServing(facts) ? undefined : doubt);
  // Only root may read all that Caddy reads; without it the test says nothing about the configuration.
  if (said === undefined || facts.uid !== 0) return [];
  return [{ text: `Caddy already refuses its configuration as it is: ${said}`, next: edit }];
}

/** One that runs has taken a configuration up: what a test of ours says against it is no more than a doubt. */
export function isServing({ units }: Facts): boolean {
  return units[identity.unit]?.active === true;
}

function closedCaddyfile(facts: Facts): readonly Problem[] {
  const { caddyfile, closed } = caddyFacts(facts);
  if (caddyfile === "absent") {
    return [
      {
        text: `Caddy is installed and ${places.main} is not there: its service reads no other file.`,
        next: `touch ${places.main}`,
      },
    ];
  }
  if (closed === "without-braces") {
    return [
      {
        text: `${places.main} has one site without braces, and whatever is added would belong to it: put its directives in braces.`,
        next: edit,
      },
    ];
  }
  if (closed === "link") {
    return [
      {
        text: `${places.main} is a link, and a file in its place would be cut off from the one it leads to: add the line "import ${places.site}" by hand.`,
        next: edit,
      },
    ];
  }
  return [];
}

function otherPorts(facts: Facts): readonly Problem[] {
  if (caddyFacts(facts).otherPorts !== true) return [];
  return [
    {
      text: `The global options in ${places.main} (http_port, https_port) give Caddy other ports than 80 and 443, on which the endpoint has to be.`,
      next: edit,
    },
  ];
}

function servedNames(port: number, { names }: Answers, facts: Facts): readonly Problem[] {
  const taken = new Set(
    caddyFacts(facts)
      .sites.filter((site) => site.port === port)
      .flatMap(({ hosts }) => hosts),
  );
  return names
    .filter((name) => taken.has(name))
    .map((name) => ({
      text: `${name} is already served on port ${port} by another site in ${places.main}: Caddy would heed only one of the two.`,
      next: edit,
    }));
}

/** An address as the name of one site among others: Caddy makes an authority of its own for it. */
function addressBesideOthers({ names }: Answers, facts: Facts): readonly Problem[] {
  const address = names.find(isAddress);
  if (caddyFacts(facts).caddyfile !== "operators" || address === undefined) return [];
  return [
    {
      text: `${address} is an address, and ${places.main} has other sites: Caddy serves addresses beside names only with an authority of its own. Leave the addresses out, or take another proxy.`,
    },
  ];
}

function unverifiable(answers: Answers, facts: Facts): readonly Problem[] {
  return backendsOverTls(answers, caddyFacts(facts).trustStore, (overTls) => {
    if (answers.backendCertificate === undefined) return [];
    const names = new Set(overTls.map((backend) => trustOf(answers, facts, backend).name));
    return names.size === 1
      ? []
      : [{ text: "Caddy holds all backends to one pinned name: give them the same host name." }];
  });
}
