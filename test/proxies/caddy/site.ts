import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { publicFolder } from "../../../src/core/paths.ts";
import type { CaddyFacts } from "../../../src/proxies/caddy/caddy-facts.ts";
import { siteOf } from "../../../src/proxies/caddy/plan-caddy.ts";
import { renderSite } from "../../../src/proxies/caddy/render.ts";
import { emptyBox, someAnswers } from "../../helpers/facts.ts";
import type { Place } from "./running-caddy.ts";

/** A Caddy that serves what the package brought. */
const stockCaddy: CaddyFacts = { version: "2.6.2", caddyfile: "stock", sites: [], trustStore: true };

/** A box with this Caddy. */
export function boxWith(caddy: Partial<CaddyFacts>, facts: Partial<Facts> = {}): Facts {
  return { ...emptyBox, ...facts, proxies: { caddy: { ...stockCaddy, ...caddy } } };
}

export const certificate = {
  certificateFile: "/etc/ssl/certs/wss-setup.crt",
  keyFile: "/etc/ssl/private/wss-setup.key",
};

export const caddyAnswers: Answers = { ...someAnswers, proxy: "caddy" };

/** What differs from the site that the program would make. */
export interface Chosen {
  readonly answers?: Partial<Answers>;
  readonly caddy?: Partial<CaddyFacts>;
  readonly facts?: Partial<Facts>;
}

/** PEM texts for a site that really runs. */
export interface Material {
  readonly certificate: string;
  readonly key: string;
}

/** The program's own site, moved to a test's ports and folder. */
export function renderAt(
  { ports, folder }: Place,
  material: Material,
  { answers, caddy = {}, facts }: Chosen,
): string {
  const files = { certificateFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
  writeFileSync(files.certificateFile, material.certificate);
  writeFileSync(files.keyFile, material.key);
  const site = siteOf({ ...caddyAnswers, ...answers }, boxWith(caddy, facts), certificate);
  const page = join(folder, publicFolder);
  mkdirSync(page, { recursive: true });
  return renderSite({
    ...site,
    ports,
    ...(site.page === undefined ? {} : { page: { folder: page } }),
    ...(site.http === undefined ? {} : { http: { ...site.http, challenges: { webroot: folder } } }),
    ...(site.https && { https: { ...site.https, ...files } }),
  });
}
