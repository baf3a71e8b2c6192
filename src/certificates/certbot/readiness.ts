import type { Facts, NameFacts } from "../../core/facts.ts";
import { nameFacts, whereNoServerAnswers } from "../../core/name-facts.ts";
import { isPrivateAddress } from "../../core/network.ts";
import { isAddress } from "../../core/validate/address.ts";
import { isCloudflare } from "./cloudflare.ts";

/** One thing that an authority will look at, judged before it does. */
export interface Readiness {
  readonly state: "ok" | "warning" | "failed";
  readonly text: string;
  /** The same in a few words, where one row has to do. */
  readonly short?: string;
  /** The one act that helps. */
  readonly fix?: string;
}

export interface ReadinessInput {
  readonly names: readonly string[];
  /** Where the names point, as far as it was looked up. */
  readonly lookedUp: Readonly<Record<string, NameFacts>>;
  readonly facts: Pick<Facts, "addresses" | "listeners">;
  /** Who is asked, as CAA records name it; undefined: nobody knows. */
  readonly authority?: string;
  /** Process names of the proxy that is going to answer on port 80. */
  readonly processes?: readonly string[];
}

/** Let's Encrypt's name in CAA records (RFC 8659 section 4.2; letsencrypt.org/docs/caa). */
export const letsEncryptCaa = "letsencrypt.org";

/** Whether an authority can be expected to give a certificate for the names, as far as this box can tell. Pure. */
export function acmeReadiness(input: ReadinessInput): readonly Readiness[] {
  const domains = input.names.filter((name) => !isAddress(name));
  return [
    ...domains.flatMap((name) => judgeName(name, input)),
    judgePort(input),
    ...domains.flatMap((name) => judgeCaa(name, input)),
  ];
}

function judgeName(name: string, { lookedUp, facts }: ReadinessInput): readonly Readiness[] {
  const seen = nameFacts(lookedUp, name);
  if (seen === undefined) return [{ state: "warning", text: `${name} was not looked up yet` }];
  const { a, aaaa } = seen;
  if (a.length + aaaa.length === 0) {
    if (seen.error !== undefined) {
      const text = `${name} could not be looked up: ${seen.error}`;
      return [{ state: "failed", text, short: seen.error, fix: whereNoServerAnswers }];
    }
    const text = `${name} leads nowhere: it has no address`;
    const fix = `set an A record of ${name} to this box's public address`;
    return [{ state: "failed", text, short: "the name has no address", fix }];
  }
  const findings = [
    ...a.map((address) => judgeAddress(name, address, "A", facts)),
    ...aaaa.map((address) => judgeAddress(name, address, "AAAA", facts)),
  ];
  const bad = findings.filter(({ state }) => state !== "ok");
  if (bad.length > 0) return bad;
  const families = [...(a.length > 0 ? ["IPv4"] : []), ...(aaaa.length > 0 ? ["IPv6"] : [])];
  return [{ state: "ok", text: `${name} is this box over ${families.join(" and ")}` }];
}

/** An authority prefers IPv6 and does not fall back when another box answers there. */
function judgeAddress(
  name: string,
  address: string,
  record: "A" | "AAAA",
  { addresses }: ReadinessInput["facts"],
): Readiness {
  if (addresses.includes(address)) return { state: "ok", text: "" };
  const family = addresses.filter((own) => own.includes(":") === (record === "AAAA"));
  const open = family.filter((own) => !isPrivateAddress(own));
  if (isCloudflare(address)) {
    return {
      state: "warning",
      text: `${name}: ${address} is an address of Cloudflare, which stands in front of this box`,
      fix: `set the cloud of ${name} to grey, or bring a certificate of your own`,
    };
  }
  if (family.length > 0 && open.length === 0) {
    return {
      state: "warning",
      text: `the ${record} record of ${name} is ${address}; a router may pass that on to this box`,
    };
  }
  const own = open[0];
  return {
    state: "failed",
    text: `the ${record} record of ${name} is another box: ${address}`,
    short: `its ${record} record is another box`,
    fix:
      own === undefined
        ? `take the ${record} record of ${name} out`
        : `set the ${record} record of ${name} to ${own}`,
  };
}

function judgePort({ facts, processes = [] }: ReadinessInput): Readiness {
  const holder = facts.listeners.find(({ port }) => port === 80);
  if (holder === undefined) return { state: "ok", text: "port 80 is free to answer the challenge" };
  const { process = "another program" } = holder;
  if (processes.includes(process))
    return { state: "ok", text: `${process} answers the challenge on port 80` };
  return { state: "warning", text: `port 80 is held by ${process}, which has to answer the challenge` };
}

function judgeCaa(name: string, { lookedUp, authority }: ReadinessInput): readonly Readiness[] {
  const { caa, caaError } = nameFacts(lookedUp, name) ?? {};
  if (caaError !== undefined) {
    const text = `the CAA records of ${name} cannot be looked up, and then no authority issues`;
    const short = "its CAA records cannot be looked up";
    return [{ state: "failed", text, short, fix: `dig CAA ${name}` }];
  }
  if (caa === undefined || authority === undefined) return [];
  const records = caa.filter(({ tag }) => tag.toLowerCase() === "issue");
  const issuers = records.map(({ value }) => issuerOf(value));
  if (issuers.length === 0 || records.some(({ value }) => allows(value, authority))) {
    return [{ state: "ok", text: `no CAA record of ${name} forbids it` }];
  }
  if (issuers.includes(authority)) {
    const text = `a CAA record of ${name} lets ${authority} check the name in other ways only, not over port 80`;
    const short = `a CAA record forbids it over port 80`;
    return [
      { state: "failed", text, short, fix: `add http-01 to validationmethods in the CAA record of ${name}` },
    ];
  }
  const allowed = issuers.filter((issuer) => issuer !== "").join(", ") || "nobody";
  return [
    {
      state: "failed",
      text: `a CAA record lets ${allowed} alone issue for ${name}`,
      short: "a CAA record forbids it",
      fix: `add a CAA record for ${name}: 0 issue "${authority}"`,
    },
  ];
}

/** Whether a record lets the authority issue by what is found over port 80 (RFC 8657 section 4). */
function allows(value: string, authority: string): boolean {
  const methods = /;\s*validationmethods\s*=\s*([^\s;]*)/i.exec(value)?.[1];
  return issuerOf(value) === authority && (methods === undefined || methods.split(",").includes("http-01"));
}

/** The issuer's domain in front of the parameters (RFC 8659 section 4.2); empty: nobody may. */
function issuerOf(value: string): string {
  return (value.split(";")[0] ?? "").trim().toLowerCase();
}
