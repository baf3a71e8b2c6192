import type { Answers } from "../../core/answers.ts";
import { atLeast } from "../../core/at-least.ts";
import { parseBackend } from "../../core/backend-url.ts";
import { editFile, removeFile, symlink, writeFile } from "../../core/build-step.ts";
import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import { landingPageIsOn } from "../../core/landing-page.ts";
import { publicFolder } from "../../core/paths.ts";
import type { Step } from "../../core/step.ts";
import { allowedOrigins } from "../allowed-origins.ts";
import { challengeFolder, challengesOf, needsHttp } from "../challenges.ts";
import { namesOfDns } from "../names-of-dns.ts";
import { oneHostForAll } from "../one-host-for-all.ts";
import { placeBackend } from "../place-backend.ts";
import type { CertificateFiles, ProxyInput, ProxyPlan } from "../proxy.ts";
import { isSticky } from "../sticky.ts";
import { trustOf } from "../trust-of.ts";
import { hashBucketsFor } from "./hash-buckets.ts";
import { neighboursOn, socketsOn } from "./listening.ts";
import { makesRoom, type Room, roomEdits, roomWanted, roomWithin } from "./main-file.ts";
import { nginxFacts } from "./nginx-facts.ts";
import { obstacles } from "./obstacles.ts";
import { places } from "./places.ts";
import { renderSite } from "./render.ts";
import { type NginxBuild, shippedWith } from "./shipped.ts";
import type { Site } from "./site.ts";
import { writtenPlace, writtenSticky } from "./written-place.ts";

/** From what is wanted and what is there to nginx's files. Pure. */
export function planNginx({ answers, facts, certificate }: ProxyInput): ProxyPlan {
  const site = siteOf(answers, facts, certificate);
  const buckets = hashBucketsFor(site, nginxFacts(facts).hashBuckets);
  const ports = [...(site.http === undefined ? [] : [80]), 443];
  return {
    steps: stepsOf({ ...site, hashBuckets: buckets.add }, facts),
    problems: [...obstacles(answers, facts, ports, certificate), ...buckets.problems],
    warnings: [
      ...defaultElsewhere(facts),
      ...oneHostForAll("nginx", answers),
      ...namesOfDns("nginx", site.backends, facts),
      ...littleRoom(facts),
      ...fewOpenFiles(facts),
    ],
    refusesUnknownNames: socketsOn(443, nginxFacts(facts)).every(({ isDefault }) => isDefault),
  };
}

/** The endpoint as nginx is going to serve it. */
export function siteOf(answers: Answers, facts: Facts, certificate?: CertificateFiles): Site {
  const nginx = nginxFacts(facts);
  const build = buildOf(facts);
  return {
    names: answers.names,
    backends: answers.backend.map((url) =>
      placeBackend(url, facts, (backend) => writtenPlace(backend, facts)),
    ),
    ...trustOfAll(answers, facts),
    sticky: isSticky(answers, facts, writtenSticky(facts)),
    limits: answers.limits,
    origins: allowedOrigins(answers),
    idleTimeout: answers.idleTimeout,
    ...(landingPageIsOn(answers) ? { page: { folder: publicFolder } } : {}),
    ...(needsHttp(answers)
      ? {
          http: {
            sockets: socketsOn(80, nginx),
            redirect: answers.redirectHttp,
            challenges: challengesOf(answers),
          },
        }
      : {}),
    ...(certificate && {
      https: {
        sockets: socketsOn(443, nginx),
        port: 443,
        tls: {
          ...certificate,
          profile: answers.tls.profile,
          hybridCurve: atLeast(build.openssl, "3.5"),
          rejectsHandshakes: atLeast(build.version, "1.19.4"),
        },
      },
    }),
    hashBuckets: {},
  };
}

function trustOfAll(answers: Answers, facts: Facts): Pick<Site, "trust"> {
  const [first] = answers.backend.map(parseBackend);
  return first?.tls ? { trust: trustOf(answers, facts, first) } : {};
}

/** What is installed, or else what apt would install. */
function buildOf(facts: Facts): NginxBuild {
  const { version, openssl } = nginxFacts(facts);
  const shipped = shippedWith(facts.platform);
  return {
    version: version ?? facts.packages.nginx?.candidate ?? shipped.version,
    openssl: openssl ?? shipped.openssl,
  };
}

function stepsOf(site: Site, facts: Facts): readonly Step[] {
  const nginx = nginxFacts(facts);
  const content = renderSite(site);
  const why = "The endpoint itself: names, TLS, limits and the way to the backend.";
  return [
    ...makeRoom(facts),
    ...challengeFolder(site.http?.challenges, facts),
    ...(nginx.sites === "conf.d"
      ? [writeFile(facts, { path: places.dropIn, content, mode: 0o644, why })]
      : [
          writeFile(facts, { path: places.site, content, mode: 0o644, why }),
          symlink(facts, {
            path: places.link,
            target: places.site,
            why: "nginx serves the sites that are linked here.",
          }),
        ]),
    ...withoutDefaultSite(facts),
  ];
}

function makeRoom(facts: Facts): readonly Step[] {
  if (!canMakeRoom(facts)) return [];
  return [
    editFile(facts, {
      path: places.main,
      edits: roomEdits(roomOf(facts)),
      why: "As it comes, nginx holds 766 WebSockets; this makes room for 10,000 and changes nothing else.",
    }),
  ];
}

/**
 * True also where the file is not there yet, or was not looked at. A link is left alone: a file in its place would be
 * cut off from whatever keeps the one it leads to, and that one may serve others as well.
 */
function canMakeRoom(facts: Facts): boolean {
  const main = facts.files[places.main];
  if (main?.kind === "symlink") return false;
  return main?.kind !== "file" || main.text === undefined || makesRoom(main.text, roomOf(facts));
}

function roomOf(facts: Facts): Room {
  return roomWithin(nginxFacts(facts).mostOpenFiles);
}

/** A default site that the operator wrote is a site like any other and stays. */
function withoutDefaultSite(facts: Facts): readonly Step[] {
  const { version, stockDefaultSite, defaultSite } = nginxFacts(facts);
  if (defaultSite && !stockDefaultSite) return [];
  const expected = version === undefined;
  const why = "The distribution's welcome page answers for every name on port 80; ours takes its place.";
  return [removeFile(facts, { path: places.defaultLink, why }, expected)];
}

function defaultElsewhere(facts: Facts): readonly Warning[] {
  const [neighbour] = neighboursOn(nginxFacts(facts).servers, 443);
  if (neighbour === undefined) return [];
  return [
    {
      id: "unknown-names-go-elsewhere",
      text: `Names that are not ours keep going to your other site on port 443 (${neighbour.file}), and its TLS settings hold for the first step of every handshake.`,
    },
  ];
}

function littleRoom(facts: Facts): readonly Warning[] {
  if (canMakeRoom(facts) || nginxFacts(facts).hasRoom) return [];
  const main = facts.files[places.main];
  const why =
    main?.kind === "symlink"
      ? `is a link to ${main.target} and is not edited here`
      : "is written in a way that is not edited here";
  return [
    {
      id: "little-room",
      text: `${places.main} ${why}: for 10,000 clients it needs ${roomWanted(roomOf(facts))}.`,
      next: `editor ${places.main}`,
    },
  ];
}

/** A worker keeps some files for itself. */
function fewOpenFiles(facts: Facts): readonly Warning[] {
  const { mostOpenFiles } = nginxFacts(facts);
  if (mostOpenFiles === undefined || mostOpenFiles >= 20_000) return [];
  const clients = Math.floor((mostOpenFiles - 96) / 2);
  return [
    {
      id: "few-open-files",
      text: `A process may open ${mostOpenFiles} files on this box, and root may not raise that: nginx holds about ${clients} clients in each of its processes. Who runs the machine that the box is on can raise it.`,
    },
  ];
}
