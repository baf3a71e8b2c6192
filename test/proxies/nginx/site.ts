import type { Facts } from "../../../src/core/facts.ts";
import type { NginxFacts } from "../../../src/proxies/nginx/nginx-facts.ts";
import { emptyBox } from "../../helpers/facts.ts";

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
