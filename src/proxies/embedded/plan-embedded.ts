import { copyFile, createDirectory, writeFile } from "../../core/build-step.ts";
import type { EndpointPorts } from "../../core/endpoint-ports.ts";
import type { Facts } from "../../core/facts.ts";
import type { Problem } from "../../core/finding.ts";
import { isChange } from "../../core/is-change.ts";
import { landingPageIsOn } from "../../core/landing-page.ts";
import { libraryFolder, publicFolder } from "../../core/paths.ts";
import type { Step } from "../../core/step.ts";
import { allowedOrigins } from "../allowed-origins.ts";
import { challengeFolder, challengesOf, needsHttp } from "../challenges.ts";
import { maskedUnit, takenPort } from "../common-obstacles.ts";
import type { ProxyInput, ProxyPlan } from "../proxy.ts";
import { isSticky } from "../sticky.ts";
import { identity } from "./identity.ts";
import { places } from "./places.ts";
import { type ProgramFacts, programFacts } from "./program-facts.ts";
import { handOverScript, programScript } from "./scripts.ts";
import type { EmbeddedConfigFile } from "./server/config.ts";
import { unitText } from "./unit.ts";

/** Where the server listens: every address of the box, or just some. */
export interface Listening {
  readonly addresses: readonly [string, ...string[]];
  readonly ports: EndpointPorts;
}

/** The server as a service of the box: its program, its unit, its configuration. Pure. */
export function planEmbedded(input: ProxyInput, listening: Listening): ProxyPlan {
  const { facts } = input;
  const program = programFacts(facts);
  const serving = planServing(input, listening);
  const installing = installSteps(input, program);
  // What is started anew with each start alone; the script that hands the pair over is run at each reload too.
  const started = installing.filter((step) => step.id !== `file:${places.handOver}`).some(isChange);
  return {
    ...serving,
    steps: [...installing, ...serving.steps],
    problems: [...serving.problems, ...noServiceManager(facts), ...incomplete(program)],
    ...(started && facts.units[places.unit]?.active === true
      ? { restart: "What runs is the built-in proxy of before, until it is started anew." }
      : {}),
  };
}

/** The server's one file, for a program that is there. Pure. */
export function planServing(input: ProxyInput, listening: Listening): ProxyPlan {
  const { answers, facts } = input;
  const { https, http } = listening.ports;
  return {
    steps: [
      ...challengeFolder(challengesOf(answers), facts),
      writeFile(facts, {
        path: places.config,
        content: render(configOf(input, listening)),
        mode: 0o644,
        why: "The endpoint itself: names, TLS, limits and the way to the backend.",
      }),
    ],
    problems: [
      ...maskedUnit(places.unit, facts),
      ...[...(needsHttp(answers) ? [http] : []), https].flatMap((port) => takenPort(port, identity, facts)),
    ],
    warnings: [],
    refusesUnknownNames: true,
  };
}

function installSteps({ answers, facts, certificate }: ProxyInput, program: ProgramFacts): readonly Step[] {
  const { server, node, boxNode } = program;
  return [
    createDirectory(facts, {
      path: libraryFolder,
      mode: 0o755,
      why: "What has to be there without us lives here.",
    }),
    ...(server === undefined
      ? []
      : [
          copyFile(facts, {
            path: places.server,
            from: server.path,
            sha256: server.sha256,
            mode: 0o644,
            why: "The built-in proxy: a server in one file, which needs nothing else of this program.",
          }),
        ]),
    ...(node === undefined
      ? []
      : [
          copyFile(facts, {
            path: places.node,
            from: node.path,
            sha256: node.sha256,
            mode: 0o755,
            why: "The Node that it runs on; this box has none of its own that is new enough.",
          }),
        ]),
    writeFile(facts, {
      path: places.program,
      content: programScript(boxNode ?? places.node),
      mode: 0o755,
      why: "It starts the server on its Node, also to test a configuration.",
    }),
    writeFile(facts, {
      path: places.handOver,
      content: handOverScript({ pair: certificate, pin: answers.backendCertificate }),
      mode: 0o755,
      why: "The server runs as nobody in particular: this gives it the key, at each start and each reload.",
    }),
    writeFile(facts, {
      path: places.unitFile,
      content: unitText,
      mode: 0o644,
      why: "systemd starts it under a user of its own, which may open ports and little else.",
    }),
  ];
}

function configOf(
  { answers, facts, certificate }: ProxyInput,
  { addresses, ports }: Listening,
): Omit<EmbeddedConfigFile, "writtenBy"> {
  const origins = allowedOrigins(answers, ports.https);
  return {
    format: 1,
    listen: {
      addresses: [...addresses],
      ...(certificate === undefined ? {} : { https: ports.https }),
      ...(needsHttp(answers) ? { http: ports.http } : {}),
    },
    names: [...answers.names],
    backends: [...answers.backend],
    sticky: isSticky(answers, facts, writtenSticky(facts)),
    ...pinned(answers, facts),
    tls: { profile: answers.tls.profile, ...certificate },
    limits: answers.limits,
    origins: origins === "any" ? "any" : [...origins],
    redirectHttp: answers.redirectHttp,
    challenges: challengesOf(answers),
    ...(landingPageIsOn(answers) ? { page: { folder: publicFolder } } : {}),
    idleTimeout: answers.idleTimeout,
  };
}

function pinned(
  { backendCertificate: file }: ProxyInput["answers"],
  { certificates }: Facts,
): Pick<EmbeddedConfigFile, "pin"> {
  return file === undefined ? {} : { pin: { file, names: [...(certificates[file]?.names ?? [])] } };
}

/** Whether our configuration leads a client to the same backend each time now. */
function writtenSticky({ files }: Facts): boolean {
  const there = files[places.config];
  return there?.kind === "file" && /^ {2}"sticky": true,$/m.test(there.text ?? "");
}

/** JSON has no comments: the first field says what wrote it, on the first line. */
function render(config: Omit<EmbeddedConfigFile, "writtenBy">): string {
  const writtenBy =
    "wss-setup. Edits made here are noticed and not overwritten; change /etc/wss-setup/answers.yaml and run wss-setup apply.";
  const rest = JSON.stringify(config, null, 2).slice("{".length);
  return `{ "writtenBy": ${JSON.stringify(writtenBy)},${rest}\n`;
}

/** What it runs as, and how it gets its key, are systemd's work. */
function noServiceManager({ init }: Facts): readonly Problem[] {
  if (init === "systemd") return [];
  return [
    {
      text: "The built-in proxy needs systemd, which does not run here: take another one, such as nginx.",
      next: "proxy: nginx, in the answers file",
    },
  ];
}

function incomplete({ server }: ProgramFacts): readonly Problem[] {
  if (server !== undefined) return [];
  return [
    {
      text: "This copy of wss-setup lacks embedded-server.mjs, the built-in proxy's server.",
      next: "install wss-setup again, or build it: scripts/build",
    },
  ];
}
