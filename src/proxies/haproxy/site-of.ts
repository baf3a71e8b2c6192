import type { Answers } from "../../core/answers.ts";
import type { Facts } from "../../core/facts.ts";
import { publicPath, publicTypes, rootDownloads } from "../../core/landing-page.ts";
import { challengePort, publicFolder } from "../../core/paths.ts";
import { allowedOrigins } from "../allowed-origins.ts";
import { needsHttp } from "../challenges.ts";
import { placeBackend } from "../place-backend.ts";
import type { ProxyInput } from "../proxy.ts";
import { isSticky } from "../sticky.ts";
import { trustOf } from "../trust-of.ts";
import { haproxyFacts } from "./haproxy-facts.ts";
import { places } from "./places.ts";
import { type HaproxyBuild, shippedWith } from "./shipped.ts";
import type { Site, SiteBackend, SitePage } from "./site.ts";
import { writtenPlace, writtenSticky } from "./written-place.ts";

/** The endpoint as HAProxy is going to serve it. */
export function siteOf({ answers, facts, certificate, page }: ProxyInput): Site {
  const { ipv6, global } = haproxyFacts(facts);
  return {
    names: answers.names,
    backends: answers.backend.map((url) => backendOf(url, answers, facts)),
    sticky: isSticky(answers, facts, writtenSticky(facts)),
    limits: answers.limits,
    origins: allowedOrigins(answers),
    idleTimeout: answers.idleTimeout,
    ipv6,
    build: buildOf(facts),
    handshakes: places.handshakes,
    ownBuffers: global.buffers !== true,
    ownLua: !global.lua,
    ...(page === undefined ? {} : { page: pageOf(answers) }),
    ...(needsHttp(answers)
      ? {
          http: {
            port: 80,
            redirect: answers.redirectHttp,
            ...(answers.certificate.source === "certbot" ? { challenges: challengePort } : {}),
          },
        }
      : {}),
    ...(certificate && {
      https: {
        port: 443,
        pairFile: places.pair,
        ...(certificate.dhparamFile === undefined ? {} : { dhparamFile: certificate.dhparamFile }),
        ownDhparam: global.dhparam,
        profile: answers.tls.profile,
      },
    }),
  };
}

function backendOf(url: string, answers: Answers, facts: Facts): SiteBackend {
  const placed = placeBackend(url, facts, (backend) => writtenPlace(backend, facts));
  return placed.tls ? { ...placed, trust: trustOf(answers, facts, placed) } : placed;
}

/** What is installed, or else what apt would install. */
function buildOf(facts: Facts): HaproxyBuild {
  const { version, openssl } = haproxyFacts(facts);
  const shipped = shippedWith(facts.platform);
  return {
    version: version ?? facts.packages.haproxy?.candidate ?? shipped.version,
    openssl: openssl ?? shipped.openssl,
  };
}

/** HAProxy keeps what it shows of files in memory, so each has to be named. */
function pageOf({ certificate }: Answers): SitePage {
  const names = certificate.source === "own-ca" ? Object.values(rootDownloads) : [];
  const typeOf = (name: string) => publicTypes[name.split(".").at(-1) as keyof typeof publicTypes];
  return {
    file: places.page,
    downloads: Object.fromEntries(
      names.map((name) => [`${publicPath}${name}`, { file: `${publicFolder}/${name}`, type: typeOf(name) }]),
    ),
  };
}
