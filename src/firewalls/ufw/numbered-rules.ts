import { mark } from "../our-rule.ts";

/** The rules of ufw in their order, in which the first that matches decides: IPv4's and IPv6's, each with blanks as one. */
export interface NumberedRules {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
}

/** Reads `ufw status numbered`, which lists IPv4's rules first and counts on through IPv6's; an inactive ufw lists none. Pure. */
export function parseNumbered(output: string): NumberedRules {
  const rules = output
    .split("\n")
    .flatMap((line) => /^\[ *\d+\] (.*)$/.exec(line)?.[1] ?? [])
    .map((text) => text.trim().replace(/\s+/g, " "));
  return { v4: rules.filter((text) => !isIpv6(text)), v6: rules.filter(isIpv6) };
}

/** Whether a rule is what `ufw allow PORT/tcp comment wss-setup` made of either family. Pure. */
export function isOurNumbered(text: string, port: number): boolean {
  const parts = text.replaceAll(" (v6)", "");
  return parts === `${port}/tcp ALLOW IN Anywhere # ${mark}`;
}

/** A rule for IPv6 says so, or has such an address; a range of ports has one colon. A comment may say anything. */
function isIpv6(text: string): boolean {
  return /\(v6\)|[0-9a-f]*:[0-9a-f]*:/i.test(text.replace(/ # .*$/, ""));
}
