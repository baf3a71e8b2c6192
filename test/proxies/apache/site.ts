import type { Facts } from "../../../src/core/facts.ts";
import type { ApacheFacts } from "../../../src/proxies/apache/apache-facts.ts";
import { emptyBox } from "../../helpers/facts.ts";

/** An Apache of the operator's that serves nothing yet, as Debian 12 brings it. */
export const plainApache: ApacheFacts = {
  version: "2.4.71",
  openssl: "3.0.17",
  mpm: "event",
  modules: [
    ...["alias", "authz_core", "dir", "env", "mime", "mpm_event", "reqtimeout", "setenvif", "so", "unixd"],
  ],
  links: { "alias.load": "../mods-available/alias.load", "mime.load": "../mods-available/mime.load" },
  hosts: [],
  listens: [
    { address: "*", port: 80 },
    { address: "*", port: 443 },
  ],
  room: {},
  defaultSite: false,
  stockDefaultSite: false,
  trustStore: true,
  canTry: true,
};

/** A box with this Apache. */
export function boxWith(apache: Partial<ApacheFacts>, facts: Partial<Facts> = {}): Facts {
  return { ...emptyBox, ...facts, proxies: { apache: { ...plainApache, ...apache } } };
}

export const certificate = {
  certificateFile: "/etc/ssl/certs/wss-setup.crt",
  keyFile: "/etc/ssl/private/wss-setup.key",
  dhparamFile: "/etc/ssl/certs/wss-setup-dhparam.pem",
};
