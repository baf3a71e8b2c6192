import type { Facts } from "../../../src/core/facts.ts";
import { type HaproxyFacts, haproxyFacts } from "../../../src/proxies/haproxy/haproxy-facts.ts";
import { emptyBox } from "../../helpers/facts.ts";

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
