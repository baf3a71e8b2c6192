import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { type HaproxyFacts, haproxyFacts } from "../../../src/proxies/haproxy/haproxy-facts.ts";
import { limiterScript } from "../../../src/proxies/haproxy/limiter.ts";
import { pageResponse } from "../../../src/proxies/haproxy/page-response.ts";
import { renderSite } from "../../../src/proxies/haproxy/render.ts";
import { siteOf } from "../../../src/proxies/haproxy/site-of.ts";
import { emptyBox, someAnswers } from "../../helpers/facts.ts";
import type { Material } from "../nginx/site.ts";
import type { Place } from "./running-haproxy.ts";

/** An HAProxy of the operator's that serves nothing yet. */
export const plainHaproxy: HaproxyFacts = {
  ...haproxyFacts(emptyBox),
  version: "2.6.12",
  openssl: "3.0.17",
};

/** A box with this HAProxy. */
export function boxWith(haproxy: Partial<HaproxyFacts>, facts: Partial<Facts> = {}): Facts {
  return { ...emptyBox, ...facts, proxies: { haproxy: { ...plainHaproxy, ...haproxy } } };
}

export const certificate = {
  certificateFile: "/etc/ssl/certs/wss-setup.crt",
  keyFile: "/etc/ssl/private/wss-setup.key",
  dhparamFile: "/etc/ssl/certs/wss-setup-dhparam.pem",
};

/** What differs from the sections that the program would make. */
export interface Chosen {
  readonly answers?: Partial<Answers>;
  readonly haproxy?: Partial<HaproxyFacts>;
  readonly facts?: Partial<Facts>;
  readonly page?: string;
  readonly challenges?: number;
}

/** The program's own sections, moved to a test's ports and folder. */
export function renderAt({ ports, folder }: Place, material: Material, chosen: Chosen): string {
  const pairFile = join(folder, "pair.pem");
  const dhparamFile = join(folder, "dh.pem");
  const handshakes = join(folder, "handshakes.lua");
  const pageFile = join(folder, "page.http");
  writeFileSync(pairFile, `${material.certificate}\n${material.key}`);
  writeFileSync(dhparamFile, material.dhparam);
  writeFileSync(handshakes, limiterScript);
  if (chosen.page !== undefined) writeFileSync(pageFile, pageResponse(chosen.page));
  const site = siteOf({
    answers: { ...someAnswers, ...chosen.answers },
    facts: boxWith(chosen.haproxy ?? {}, chosen.facts),
    certificate: { ...certificate, dhparamFile },
    ...(chosen.page === undefined ? {} : { page: chosen.page }),
  });
  const { challenges = site.http?.challenges } = chosen;
  const downloads = Object.entries(site.page?.downloads ?? {}).map(
    ([path, { file, type }]) => [path, { file: join(folder, file), type }] as const,
  );
  return renderSite({
    ...site,
    handshakes,
    ...(site.page && { page: { file: pageFile, downloads: Object.fromEntries(downloads) } }),
    ...(site.http && {
      http: { ...site.http, port: ports.http, ...(challenges === undefined ? {} : { challenges }) },
    }),
    ...(site.https && { https: { ...site.https, port: ports.https, pairFile } }),
  });
}
