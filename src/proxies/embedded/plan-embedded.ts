import { createDirectory, writeFile } from "../../core/build-step.ts";
import type { EndpointPorts } from "../../core/endpoint-ports.ts";
import type { Facts } from "../../core/facts.ts";
import type { Problem } from "../../core/finding.ts";
import { landingPageIsOn } from "../../core/landing-page.ts";
import { publicFolder } from "../../core/paths.ts";
import { allowedOrigins } from "../allowed-origins.ts";
import type { ProxyInput, ProxyPlan } from "../proxy.ts";
import { places } from "./places.ts";
import type { EmbeddedConfigFile } from "./server/config.ts";

/** Where the server listens: every address of the box, or just some. */
export interface Listening {
  readonly addresses: readonly [string, ...string[]];
  readonly ports: EndpointPorts;
}

/** From what is wanted to the server's one file. Pure. */
export function planEmbedded(input: ProxyInput, listening: Listening): ProxyPlan {
  const { answers, facts } = input;
  const { https, http } = listening.ports;
  const needsHttp = answers.redirectHttp || answers.certificate.source === "certbot";
  return {
    steps: [
      createDirectory(facts, {
        path: places.webroot,
        mode: 0o755,
        why: "Challenges of certificate authorities are answered from here.",
      }),
      writeFile(facts, {
        path: places.config,
        content: render(configOf(input, listening, needsHttp)),
        mode: 0o644,
        why: "The endpoint itself: names, TLS, limits and the way to the backend.",
      }),
    ],
    problems: [
      ...maskedUnit(facts),
      ...[...(needsHttp ? [http] : []), https].flatMap((port) => taken(port, facts)),
    ],
    warnings: [],
    refusesUnknownNames: true,
  };
}

function configOf(
  { answers, certificate }: ProxyInput,
  { addresses, ports }: Listening,
  needsHttp: boolean,
): Omit<EmbeddedConfigFile, "writtenBy"> {
  const origins = allowedOrigins(answers, ports.https);
  return {
    format: 1,
    listen: {
      addresses: [...addresses],
      ...(certificate === undefined ? {} : { https: ports.https }),
      ...(needsHttp ? { http: ports.http } : {}),
    },
    names: [...answers.names],
    backends: [...answers.backend],
    tls: { profile: answers.tls.profile, ...certificate },
    limits: answers.limits,
    origins: origins === "any" ? "any" : [...origins],
    redirectHttp: answers.redirectHttp,
    webroot: places.webroot,
    ...(landingPageIsOn(answers) ? { page: { folder: publicFolder } } : {}),
    idleTimeout: answers.idleTimeout,
  };
}

/** JSON has no comments: the first field says what wrote it, on the first line. */
function render(config: Omit<EmbeddedConfigFile, "writtenBy">): string {
  const writtenBy =
    "wss-setup. Edits made here are noticed and not overwritten; change /etc/wss-setup/answers.yaml and run wss-setup apply.";
  const rest = JSON.stringify(config, null, 2).slice("{".length);
  return `{ "writtenBy": ${JSON.stringify(writtenBy)},${rest}\n`;
}

function maskedUnit({ units }: Facts): readonly Problem[] {
  const unit = places.program;
  if (units[unit]?.masked !== true) return [];
  return [
    {
      text: `The service ${unit} is masked: somebody forbade it to start.`,
      next: `systemctl unmask ${unit}`,
    },
  ];
}

function taken(port: number, { listeners, units }: Facts): readonly Problem[] {
  const holder = listeners.find((listener) => listener.port === port);
  if (holder === undefined) return [];
  const { process = "another program", pid } = holder;
  if (process === "node" && units[places.program]?.active === true) return [];
  const who = pid === undefined ? process : `${process} (process ${pid})`;
  return [
    {
      text: `Port ${port} is taken by ${who}; the built-in proxy needs it.`,
      next: pid === undefined ? `ss -ltnp 'sport = :${port}'` : `systemctl status ${pid}`,
    },
  ];
}
