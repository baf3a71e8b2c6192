import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { publicFolder } from "../../../src/core/paths.ts";
import { socketsOn } from "../../../src/proxies/nginx/listening.ts";
import { type NginxFacts, nginxFacts } from "../../../src/proxies/nginx/nginx-facts.ts";
import { siteOf } from "../../../src/proxies/nginx/plan-nginx.ts";
import { renderSite } from "../../../src/proxies/nginx/render.ts";
import { emptyBox, someAnswers } from "../../helpers/facts.ts";
import type { Place } from "./running-nginx.ts";

/** An nginx of the operator's that serves nothing yet. */
export const plainNginx: NginxFacts = {
  version: "1.22.1",
  openssl: "3.0.17",
  ipv6: true,
  servers: [],
  defaultSite: false,
  stockDefaultSite: false,
  trustStore: true,
  sites: "sites-enabled",
  hashBuckets: {},
};

/** A box with this nginx. */
export function boxWith(nginx: Partial<NginxFacts>, facts: Partial<Facts> = {}): Facts {
  return { ...emptyBox, ...facts, proxies: { nginx: { ...plainNginx, ...nginx } } };
}

export const certificate = {
  certificateFile: "/etc/ssl/certs/wss-setup.crt",
  keyFile: "/etc/ssl/private/wss-setup.key",
  dhparamFile: "/etc/ssl/certs/wss-setup-dhparam.pem",
};

/** What differs from the site that the program would make. */
export interface Chosen {
  readonly answers?: Partial<Answers>;
  readonly nginx?: Partial<NginxFacts>;
  readonly facts?: Partial<Facts>;
}

/** PEM texts for a site that really runs. */
export interface Material {
  readonly certificate: string;
  readonly key: string;
  readonly dhparam: string;
}

/** The program's own site, moved to a test's ports and folder. */
export function renderAt(
  { ports, folder }: Place,
  material: Material,
  { answers, nginx, facts: seen }: Chosen,
): string {
  const files = {
    certificateFile: join(folder, "cert.pem"),
    keyFile: join(folder, "key.pem"),
    dhparamFile: join(folder, "dh.pem"),
  };
  writeFileSync(files.certificateFile, material.certificate);
  writeFileSync(files.keyFile, material.key);
  writeFileSync(files.dhparamFile, material.dhparam);
  const facts = boxWith(nginx ?? {}, seen);
  const site = siteOf({ ...someAnswers, ...answers }, facts, files);
  return renderSite({
    ...site,
    ...(site.page === undefined ? {} : { page: { folder: join(folder, publicFolder) } }),
    ...(site.http === undefined
      ? {}
      : {
          http: {
            ...site.http,
            sockets: socketsOn(ports.http, nginxFacts(facts)),
            challenges: { webroot: folder },
          },
        }),
    ...(site.https && {
      https: { ...site.https, sockets: socketsOn(ports.https, nginxFacts(facts)), port: ports.https },
    }),
  });
}
