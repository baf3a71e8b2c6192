import type { Answers } from "../../core/answers.ts";
import { parseBackend } from "../../core/backend-url.ts";
import { editFile, writeFile } from "../../core/build-step.ts";
import { standardPorts } from "../../core/endpoint-ports.ts";
import type { Facts } from "../../core/facts.ts";
import { landingPageIsOn } from "../../core/landing-page.ts";
import { publicFolder } from "../../core/paths.ts";
import type { Step } from "../../core/step.ts";
import { allowedOrigins } from "../allowed-origins.ts";
import { challengeFolder, challengesOf, needsHttp } from "../challenges.ts";
import type { CertificateFiles, ProxyInput, ProxyPlan } from "../proxy.ts";
import { isSticky } from "../sticky.ts";
import { trustOf } from "../trust-of.ts";
import { caddyFacts } from "./caddy-facts.ts";
import { importEdits } from "./main-file.ts";
import { obstacles } from "./obstacles.ts";
import { places } from "./places.ts";
import { renderSite } from "./render.ts";
import { shippedWith, traitsOf } from "./shipped.ts";
import type { Site } from "./site.ts";
import { warningsOf } from "./warnings.ts";

/** From what is wanted and what is there to Caddy's files. Pure. */
export function planCaddy({ answers, facts, certificate }: ProxyInput): ProxyPlan {
  const site = siteOf(answers, facts, certificate);
  const ports = [...(site.http === undefined ? [] : [80]), 443];
  return {
    steps: stepsOf(site, facts),
    problems: obstacles(answers, facts, ports),
    warnings: warningsOf(site, facts),
    refusesUnknownNames: site.alone,
    ...(site.traits.keepsStreams ? {} : { reload: closedByReload(versionOf(facts)) }),
  };
}

/** The endpoint as Caddy is going to serve it. @param certificate read by Caddy as copies of its own */
export function siteOf(answers: Answers, facts: Facts, certificate?: CertificateFiles): Site {
  return {
    names: answers.names,
    backends: answers.backend.map(parseBackend),
    ...pinnedOf(answers, facts),
    sticky: isSticky(answers, facts, isWrittenSticky(facts)),
    limits: answers.limits,
    origins: allowedOrigins(answers),
    idleTimeout: answers.idleTimeout,
    ...(landingPageIsOn(answers) ? { page: { folder: publicFolder } } : {}),
    ports: standardPorts,
    ...(needsHttp(answers)
      ? { http: { redirect: answers.redirectHttp, challenges: challengesOf(answers) } }
      : {}),
    ...(certificate && {
      https: {
        certificateFile: places.certificate,
        keyFile: places.key,
        profile: answers.tls.profile,
      },
    }),
    alone: caddyFacts(facts).caddyfile !== "operators",
    traits: traitsOf(versionOf(facts)),
  };
}

/** Without a pin each backend is held to its own name and the system's roots, as Go does by itself. */
function pinnedOf(answers: Answers, facts: Facts): Pick<Site, "pinned"> {
  const [first] = answers.backend.map(parseBackend);
  if (answers.backendCertificate === undefined || first === undefined) return {};
  return { pinned: trustOf(answers, facts, first) };
}

/** Whether our configuration leads a client to the same backend each time now. */
function isWrittenSticky({ files }: Facts): boolean {
  const there = files[places.site];
  return there?.kind === "file" && /^\s*lb_policy ip_hash$/m.test(there.text ?? "");
}

/** Before `stream_close_delay` was there. */
function closedByReload(version: string): string {
  const number = /^\d+(?:\.\d+)*/.exec(version)?.[0];
  return `Caddy ${number} closes every open WebSocket whenever it takes up a new certificate or another configuration (close code 1001; clients connect anew). Caddy 2.7 keeps them, and so does nginx.`;
}

/** Of what is installed, or else of what apt would install. */
function versionOf(facts: Facts): string {
  return caddyFacts(facts).version ?? facts.packages.caddy?.candidate ?? shippedWith(facts.platform);
}

function stepsOf(site: Site, facts: Facts): readonly Step[] {
  const { http, alone } = site;
  return [
    ...challengeFolder(http?.challenges, facts),
    writeFile(facts, {
      path: places.site,
      content: renderSite(site),
      mode: 0o644,
      why: "The endpoint itself: names, TLS and the way to the backend.",
    }),
    editFile(facts, {
      path: places.main,
      edits: importEdits(caddyFacts(facts)),
      why: alone
        ? "One line includes the endpoint, in the place of the distribution's welcome page."
        : "One line includes the endpoint; your other sites stay as they are.",
    }),
  ];
}
