import { ruleLine } from "../../src/firewalls/our-rule.ts";

type Family = 4 | 6;

/** How a box's packet filter was set up before us, for both address families. */
export interface SetUp {
  readonly name: string;
  /** The filter table as `iptables -S` and `ip6tables -S` print it. */
  readonly rules: (family: Family) => readonly string[];
  /** The ports of 80 and 443 that strangers reach over a family before us. */
  readonly open: (family: Family) => readonly number[];
  /** The kernel has no IPv6. */
  readonly withoutIpv6?: true;
}

const accept = ["-P INPUT ACCEPT", "-P FORWARD ACCEPT", "-P OUTPUT ACCEPT"];
const drop = ["-P INPUT DROP", "-P FORWARD DROP", "-P OUTPUT ACCEPT"];

/** What any box that refuses lets in: answers, ICMP (without which there is no IPv6), itself. */
const usual = (family: Family) => [
  "-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT",
  `-A INPUT -p ${family === 4 ? "icmp" : "ipv6-icmp"} -j ACCEPT`,
  "-A INPUT -i lo -j ACCEPT",
];
const letsIn = (port: number, chain = "INPUT") => `-A ${chain} -p tcp -m tcp --dport ${port} -j ACCEPT`;
const reject = (family: Family, chain = "INPUT") =>
  `-A ${chain} -j REJECT --reject-with ${family === 4 ? "icmp-host-prohibited" : "icmp6-adm-prohibited"}`;

const nothing = () => [];
const both = () => [80, 443];

export const setUps: readonly SetUp[] = [
  { name: "no rules", rules: () => accept, open: both },
  {
    name: "a REJECT at the end",
    rules: (family) => [...accept, ...usual(family), letsIn(22), reject(family)],
    open: nothing,
  },
  {
    name: "a policy that drops, and ssh on port 2222",
    rules: (family) => [...drop, ...usual(family), letsIn(2222)],
    open: nothing,
  },
  {
    name: "rules for both ports already",
    rules: (family) => [...drop, ...usual(family), letsIn(22), letsIn(80), letsIn(443)],
    open: both,
  },
  {
    name: "a rule for one of the ports already",
    rules: (family) => [...drop, ...usual(family), letsIn(443)],
    open: () => [443],
  },
  {
    name: "the operator's rules for the ports behind his REJECT, one with a comment",
    rules: (family) => [
      ...accept,
      ...usual(family),
      letsIn(22),
      reject(family),
      letsIn(443),
      letsIn(80).replace(" -j", " -m comment --comment mine -j"),
    ],
    open: nothing,
  },
  {
    name: "chains of fail2ban and Docker before a REJECT",
    rules: (family) => [
      ...accept,
      "-N DOCKER",
      "-N f2b-sshd",
      "-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd",
      ...usual(family),
      letsIn(22),
      reject(family),
      "-A FORWARD -o docker0 -j DOCKER",
      "-A f2b-sshd -j RETURN",
    ],
    open: nothing,
  },
  {
    name: "a chain of its own that rejects",
    rules: (family) => [
      ...drop,
      "-N services",
      ...usual(family),
      "-A INPUT -j services",
      letsIn(22, "services"),
      reject(family, "services"),
    ],
    open: nothing,
  },
  {
    name: "a rule of ours from an earlier run",
    rules: (family) => [...drop, ...usual(family), letsIn(22), ruleLine(443)],
    open: () => [443],
  },
  {
    name: "IPv4 that rejects, IPv6 that is open",
    rules: (family) => (family === 6 ? accept : [...accept, ...usual(4), letsIn(22), reject(4)]),
    open: (family) => (family === 6 ? [80, 443] : []),
  },
  {
    name: "no IPv6",
    rules: () => [...drop, ...usual(4), letsIn(2222)],
    open: nothing,
    withoutIpv6: true,
  },
];
