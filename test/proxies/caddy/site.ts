import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import type { CaddyFacts } from "../../../src/proxies/caddy/caddy-facts.ts";
import { emptyBox, someAnswers } from "../../helpers/facts.ts";

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
