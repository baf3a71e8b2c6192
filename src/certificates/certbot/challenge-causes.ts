import { shWord } from "../../core/sh-word.ts";
import type { About, Cause } from "./cause.ts";

/** What an authority finds wrong with a name when it looks: DNS, the way to port 80, and what answers there. */
export const challengeCauses: readonly Cause[] = [
  {
    id: "elsewhere",
    when: /During secondary (?:validation|domain validation)/i,
    kind: "operator",
    message: ({ names }) =>
      `From one place ${names} looks fine to the authority, but from elsewhere in the world it does not`,
    next: () => "let every network and country in on port 80, also in the firewall of your hoster",
  },
  {
    id: "caa-lookup",
    when: /looking up CAA|^caa .*(?:SERVFAIL|timed? ?out)/i,
    kind: "operator",
    message: ({ names }) => `The CAA records of ${names} cannot be looked up, and then no authority issues`,
    next: ({ name }) => `dig CAA ${shWord(name)}`,
  },
  {
    id: "caa",
    when: /^caa |CAA record .*(?:prevents|forbids)/i,
    kind: "operator",
    message: ({ names }) => `A CAA record of ${names} forbids this authority to issue`,
    next: ({ name }) => `add the authority to the CAA records of ${name}, or take them out`,
  },
  {
    id: "dns-nxdomain",
    when: /NXDOMAIN|no valid A(?:AAA)? records|No valid IP addresses/i,
    kind: "operator",
    message: ({ names }) => `${names} leads nowhere: the authority finds no address of it in DNS`,
    next: ({ name }) => `set an A record of ${name} to this box's public address`,
  },
  {
    id: "dns",
    when: /^dns |DNS problem|could not resolve URL/i,
    kind: "operator",
    message: ({ names }) =>
      `The authority could not look ${names} up: its name servers do not answer as they should`,
    next: ({ name }) => `dig +trace ${shWord(name)}`,
  },
  {
    id: "wrong-key",
    when: /key authorization file|did not match this challenge/i,
    kind: "operator",
    message: ({ names }) => `Another program answers challenges for ${names}, with a key of its own`,
    next: look,
  },
  {
    id: "wrong-content",
    when: /Invalid response from http|Non-200 status code|^incorrectResponse |^tls |Fetching https:/i,
    kind: "operator",
    message: ({ names, detail }) => {
      const found = /(?:: |returned )(\d{3})$/.exec(detail)?.[1] ?? "something else";
      return `The authority found ${found} on port 80 of ${names} instead of the challenge: another server answers there`;
    },
    next: look,
  },
  {
    id: "connection-refused",
    when: /^connection .*(?:connection refused|connection reset)/i,
    kind: "operator",
    message: (about) => `Nothing answers the authority on port 80 of ${about.names}${place(about)}`,
    next: look,
  },
  {
    id: "connection-timeout",
    when: /^connection |Timeout during connect|likely firewall problem/i,
    kind: "operator",
    message: (about) => `The authority cannot get through to port 80 of ${about.names}${place(about)}`,
    next: () => "open port 80 in the firewall of your hoster too",
  },
];

/** An authority goes to the IPv6 address first, and most do not try the other. */
function look(about: About): string {
  const address = addressIn(about);
  if (address === undefined) return `look where the A and AAAA records of ${about.name} lead`;
  return `look where the ${address.includes(":") ? "AAAA" : "A"} record of ${about.name} leads`;
}

function place(about: About): string {
  const address = addressIn(about);
  return address === undefined ? "" : ` (${address})`;
}

/** The address that the authority tried: `10.88.2.2: Fetching …` of boulder, `dial tcp [fd88::1]:80` of pebble. */
function addressIn({ detail }: About): string | undefined {
  const match = /(?:^|: )([\d.]+|[\da-f:]*:[\da-f:]+): Fetching|dial tcp \[?([\d.]+|[\da-f:]+)\]?:\d+:/i.exec(
    detail,
  );
  return match?.[1] ?? match?.[2];
}
