import type { Answers } from "../../core/answers.ts";
import { atLeast } from "../../core/at-least.ts";
import { parseBackend } from "../../core/backend-url.ts";
import { createDirectory, editFile, removeFile, symlink, writeFile } from "../../core/build-step.ts";
import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import { landingPageIsOn } from "../../core/landing-page.ts";
import { libraryFolder, publicFolder } from "../../core/paths.ts";
import type { Step } from "../../core/step.ts";
import { allowedOrigins } from "../allowed-origins.ts";
import { challengeFolder, challengesOf, needsHttp } from "../challenges.ts";
import { linkedFiles } from "../common-obstacles.ts";
import { type PlacedBackend, placeBackend } from "../place-backend.ts";
import type { CertificateFiles, ProxyInput, ProxyPlan } from "../proxy.ts";
import { isSticky } from "../sticky.ts";
import { apacheFacts } from "./apache-facts.ts";
import { backendCheck } from "./backend-check.ts";
import { limiterProgram } from "./limiter.ts";
import { linkOf, needsListen, neighboursOn, placesOn } from "./listening.ts";
import { makeRoom, restartForRoom, roomWarnings } from "./make-room.ts";
import { enableModules, modulesFor } from "./modules.ts";
import { obstacles } from "./obstacles.ts";
import { pageProgram } from "./page-program.ts";
import { places } from "./places.ts";
import { renderSite } from "./render.ts";
import { hasLimits } from "./render-limits.ts";
import { type ApacheBuild, shippedWith } from "./shipped.ts";
import type { Site, SitePort } from "./site.ts";
import { trialStart } from "./trial-start.ts";
import { leadsByAddress, writtenPlace } from "./written-place.ts";

/** From what is wanted and what is there to Apache's files. Pure. */
export function planApache({ answers, facts, certificate }: ProxyInput): ProxyPlan {
  const site = siteOf(answers, facts, certificate);
  const ports = [...(site.http === undefined ? [] : [80]), 443];
  const restart = restartForRoom(facts);
  const steps = stepsOf(site, facts);
  return {
    steps,
    problems: [...obstacles(answers, facts, ports, certificate), ...linkedFiles(steps, facts)],
    warnings: [...defaultElsewhere(facts), ...roomWarnings(facts)],
    refusesUnknownNames: placesOn(443, apacheFacts(facts)).every(({ isDefault }) => isDefault),
    // A reload with a fault that only a start shows would end a running Apache, and all its connections with it.
    ...(apacheFacts(facts).canTry ? { trial: { argv: trialStart, program: "apache2" } } : {}),
    ...(restart === undefined ? {} : { restart }),
  };
}

/** The endpoint as Apache is going to serve it. */
export function siteOf(answers: Answers, facts: Facts, certificate?: CertificateFiles): Site {
  const build = buildOf(facts);
  return {
    names: answers.names,
    backends: placedBackends(answers, facts),
    check: backendCheck(answers, facts),
    sticky: isSticky(answers, facts, leadsByAddress(facts)),
    limits: answers.limits,
    origins: allowedOrigins(answers),
    idleTimeout: answers.idleTimeout,
    limiter: { program: places.limiter, user: "www-data:www-data", state: places.counts },
    ...(landingPageIsOn(answers) ? { page: { folder: publicFolder, program: places.page } } : {}),
    ...(needsHttp(answers)
      ? {
          http: {
            ...portOf(80, facts),
            redirect: answers.redirectHttp,
            challenges: challengesOf(answers),
          },
        }
      : {}),
    ...(certificate && {
      https: {
        ...portOf(443, facts),
        port: 443,
        tls: {
          ...certificate,
          profile: answers.tls.profile,
          hybridCurve: atLeast(build.openssl, "3.5"),
        },
        passesUpgrades: atLeast(build.version, "2.4.47"),
      },
    }),
  };
}

/**
 * Apache looks names up by itself, when it needs them, and tries each address; but it logs each that refuses. So one
 * backend is written as the address that answers. Of several, and of those over TLS, each is called by its own name,
 * for which it needs to stand in the configuration.
 */
function placedBackends({ backend }: Answers, facts: Facts): readonly PlacedBackend[] {
  return backend.map((url) => {
    const parsed = parseBackend(url);
    if (parsed.tls || backend.length > 1) return { ...parsed, address: parsed.host };
    return placeBackend(url, facts, (each) => writtenPlace(each, facts));
  });
}

function portOf(port: number, facts: Facts): SitePort {
  const apache = apacheFacts(facts);
  // Where an earlier run took Debian's own line away, it comes back with the need for the port.
  const comesBack = port === 80 && facts.installation?.paths[places.ports] !== undefined;
  return { places: placesOn(port, apache), needsListen: needsListen(port, apache) && !comesBack };
}

/** What is installed, or else what apt would install. */
function buildOf(facts: Facts): ApacheBuild {
  const { version, openssl } = apacheFacts(facts);
  const shipped = shippedWith(facts.platform);
  return {
    version: version ?? facts.packages.apache2?.candidate ?? shipped.version,
    openssl: openssl ?? shipped.openssl,
  };
}

function stepsOf(site: Site, facts: Facts): readonly Step[] {
  const apache = apacheFacts(facts);
  return [
    ...makeRoom(facts),
    ...enableModules(modulesFor(site), facts),
    ...challengeFolder(site.http?.challenges, facts),
    ...installPrograms(site, facts),
    writeFile(facts, {
      path: places.site,
      content: renderSite(site),
      mode: 0o644,
      why: "The endpoint itself: names, TLS, limits and the way to the backend.",
    }),
    symlink(facts, {
      path: linkOf(apache),
      target: places.site,
      why: "Apache serves the sites that are linked here.",
    }),
    ...withoutDefaultSite(facts),
    ...(site.http === undefined ? withoutPort80(facts) : []),
  ];
}

/** What Apache calls that is no module of its own. */
function installPrograms(site: Site, facts: Facts): readonly Step[] {
  const programs = [
    ...(site.https !== undefined && hasLimits(site)
      ? [
          writeFile(facts, {
            path: places.limiter,
            content: limiterProgram,
            mode: 0o755,
            why: "It counts the WebSockets of each address: Apache has no module that counts them alone.",
          }),
        ]
      : []),
    ...(site.https?.passesUpgrades && site.page !== undefined
      ? [
          writeFile(facts, {
            path: places.page,
            content: pageProgram,
            mode: 0o644,
            why: "It shows a browser the page that tests the connection where the backend has nothing for it.",
          }),
        ]
      : []),
  ];
  if (programs.length === 0) return [];
  return [
    createDirectory(facts, {
      path: libraryFolder,
      mode: 0o755,
      why: "What has to be there without us lives here.",
    }),
    ...programs,
  ];
}

/** A default site that the operator wrote is a site like any other and stays. */
function withoutDefaultSite(facts: Facts): readonly Step[] {
  const { version, stockDefaultSite, defaultSite } = apacheFacts(facts);
  if (defaultSite && !stockDefaultSite) return [];
  const why = "The distribution's welcome page answers for every name on port 80; ours takes its place.";
  return [removeFile(facts, { path: places.defaultLink, why }, version === undefined)];
}

/** Without the default site, Apache would show its document root on a port that nobody wants. */
function withoutPort80(facts: Facts): readonly Step[] {
  const apache = apacheFacts(facts);
  const { defaultSite, stockDefaultSite } = apache;
  if (neighboursOn(apache, 80).length > 0 || (defaultSite && !stockDefaultSite)) return [];
  return [
    editFile(facts, {
      path: places.ports,
      edits: [{ drop: "^[ \\t]*Listen[ \\t]+80[ \\t]*$" }],
      why: "Nothing is served on port 80, so Apache does not listen there.",
    }),
  ];
}

function defaultElsewhere(facts: Facts): readonly Warning[] {
  const [neighbour] = neighboursOn(apacheFacts(facts), 443);
  if (neighbour === undefined) return [];
  return [
    {
      id: "unknown-names-go-elsewhere",
      text: `Names that are not ours keep going to your other site on port 443 (${neighbour.file}), and its TLS settings hold for the first step of every handshake.`,
    },
  ];
}
