/** A filter table as real boxes have it, and what becomes of a stranger who connects to port 443. */
export interface RuleSet {
  readonly name: string;
  readonly rules: readonly string[];
  readonly open: boolean;
  /** The rule of INPUT that refuses; absent where it is the policy. */
  readonly before?: number;
  /** Why a real packet fares better than the answer, which is about everyone, always and on any interface. */
  readonly luckier?: string;
  /** Needs what a namespace does not have: a match of another kernel, a program behind a queue. */
  readonly notReal?: boolean;
}

const accept = ["-P INPUT ACCEPT", "-P FORWARD ACCEPT", "-P OUTPUT ACCEPT"];
const drop = ["-P INPUT DROP", "-P FORWARD ACCEPT", "-P OUTPUT ACCEPT"];
const established = "-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT";
const ssh = "-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT";
const reject = "-A INPUT -j REJECT --reject-with icmp-host-prohibited";

/** Ubuntu's and Debian's images at Oracle's cloud. */
export const oracle = [
  ...accept,
  "-N InstanceServices",
  established,
  "-A INPUT -p icmp -j ACCEPT",
  "-A INPUT -i lo -j ACCEPT",
  "-A INPUT -p udp -m udp --sport 123 -j ACCEPT",
  ssh,
  reject,
  "-A FORWARD -j REJECT --reject-with icmp-host-prohibited",
  "-A OUTPUT -d 169.254.0.0/16 -j InstanceServices",
  "-A InstanceServices -d 169.254.169.254/32 -p tcp -m tcp --dport 80 -j ACCEPT",
  "-A InstanceServices -d 169.254.0.0/16 -p tcp -m tcp -j REJECT --reject-with tcp-reset",
];

const fail2ban = [
  "-N f2b-web",
  "-A INPUT -p tcp -m multiport --dports 80,443 -j f2b-web",
  "-A f2b-web -s 203.0.113.9/32 -j REJECT --reject-with icmp-port-unreachable",
  "-A f2b-web -j RETURN",
];

export const ruleSets: readonly RuleSet[] = [
  { name: "no rules at all", rules: accept, open: true },
  { name: "a policy that drops", rules: [...drop, established, ssh], open: false },
  {
    name: "the port in a policy that drops",
    rules: [...drop, "-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT"],
    open: true,
  },
  { name: "Oracle's cloud image", rules: oracle, open: false, before: 6 },
  {
    name: "an ACCEPT behind the REJECT of Oracle's image",
    rules: [...oracle, "-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT"],
    open: false,
    before: 6,
  },
  { name: "fail2ban in front of nothing", rules: [...accept, ...fail2ban], open: true },
  {
    name: "fail2ban in front of a REJECT",
    rules: [...accept, ...fail2ban, ssh, reject],
    open: false,
    before: 3,
  },
  {
    name: "Docker",
    rules: [
      "-P INPUT ACCEPT",
      "-P FORWARD DROP",
      "-P OUTPUT ACCEPT",
      "-N DOCKER",
      "-N DOCKER-USER",
      "-A FORWARD -j DOCKER-USER",
      "-A FORWARD -o docker0 -j DOCKER",
      "-A FORWARD -i docker0 ! -o docker0 -j ACCEPT",
      "-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 443 -j ACCEPT",
      "-A DOCKER-USER -j RETURN",
    ],
    open: true,
  },
  { name: "a refusal for guests alone", rules: [...accept, "-A INPUT -i docker0 -j DROP"], open: true },
  {
    name: "a chain of services that ends in a DROP",
    rules: [
      ...accept,
      "-N services",
      "-A INPUT -i lo -j ACCEPT",
      "-A INPUT -j services",
      "-A services -p tcp -m tcp --dport 22 -j ACCEPT",
      "-A services -j DROP",
    ],
    open: false,
    before: 2,
  },
  {
    name: "a chain of services with the port in it",
    rules: [
      ...drop,
      "-N services",
      "-A INPUT -j services",
      "-A services -p tcp -m multiport --dports 80,443 -j ACCEPT",
    ],
    open: true,
  },
  {
    name: "a chain that returns the port before its DROP",
    rules: [
      ...accept,
      "-N web",
      "-A INPUT -j web",
      "-A web -p tcp -m tcp --dport 443 -j RETURN",
      "-A web -j DROP",
    ],
    open: true,
  },
  {
    name: "a chain two jumps away that logs and drops",
    rules: [
      ...accept,
      "-N outer",
      "-N LOGDROP",
      established,
      "-A INPUT -j outer",
      "-A outer -p tcp -j LOGDROP",
      '-A LOGDROP -m limit --limit 3/min -j LOG --log-prefix "[DENY] "',
      "-A LOGDROP -j DROP",
    ],
    open: false,
    before: 2,
  },
  {
    name: "a goto that does not come back",
    rules: [
      ...drop,
      "-N web",
      "-A INPUT -p tcp -g web",
      "-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT",
      "-A web -p tcp -m tcp --dport 22 -j ACCEPT",
    ],
    open: false,
    before: 1,
  },
  {
    name: "the port in a range of many",
    rules: [...drop, "-A INPUT -p tcp -m multiport --dports 22,400:450,8080 -j ACCEPT"],
    open: true,
  },
  {
    name: "every port but one",
    rules: [...drop, "-A INPUT -p tcp -m tcp ! --dport 25 -j ACCEPT"],
    open: true,
  },
  {
    name: "the port refused by name",
    rules: [...accept, "-A INPUT -p tcp -m tcp --dport 443 -j DROP"],
    open: false,
    before: 1,
  },
  {
    name: "another port refused",
    rules: [...accept, "-A INPUT -p tcp -m tcp --dport 9944 -j DROP"],
    open: true,
  },
  { name: "UDP alone let in", rules: [...drop, "-A INPUT -p udp -j ACCEPT"], open: false },
  {
    name: "one network let in",
    rules: [...drop, "-A INPUT -s 203.0.113.0/24 -p tcp -m tcp --dport 443 -j ACCEPT"],
    open: false,
  },
  { name: "one address shut out", rules: [...accept, "-A INPUT -s 203.0.113.9/32 -j DROP"], open: true },
  {
    name: "all but one network shut out",
    rules: [...accept, "-A INPUT ! -s 203.0.113.0/24 -j DROP"],
    open: false,
    before: 1,
  },
  {
    name: "an outer interface shut",
    rules: [...accept, "-A INPUT -i eth0 -p tcp -j DROP"],
    open: false,
    before: 1,
  },
  {
    name: "an outer interface let in",
    rules: [...drop, "-A INPUT -i eth0 -p tcp -m tcp --dport 443 -j ACCEPT"],
    open: false,
    luckier: "the stranger comes in over that interface, others may not",
  },
  {
    name: "all but the loopback shut",
    rules: [...accept, "-A INPUT ! -i lo -j DROP"],
    open: false,
    before: 1,
  },
  { name: "the loopback alone let in", rules: [...drop, "-A INPUT -i lo -j ACCEPT"], open: false },
  { name: "groups shut out", rules: [...accept, "-A INPUT -d 224.0.0.0/4 -j DROP"], open: true },
  {
    name: "broken beginnings dropped",
    rules: [
      ...accept,
      "-A INPUT -m conntrack --ctstate INVALID -j DROP",
      "-A INPUT -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -j DROP",
      "-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP",
      "-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP",
      "-A INPUT -f -j DROP",
    ],
    open: true,
  },
  {
    name: "every first packet refused by its flags",
    rules: [
      ...accept,
      "-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j REJECT --reject-with tcp-reset",
    ],
    open: false,
    before: 1,
  },
  {
    name: "a limit on connections of one address",
    rules: [
      ...accept,
      "-A INPUT -p tcp -m tcp --dport 443 -m connlimit --connlimit-above 20 --connlimit-mask 32 --connlimit-saddr -j REJECT",
    ],
    open: true,
  },
  {
    name: "a limited ACCEPT",
    rules: [...drop, "-A INPUT -p tcp -m tcp --dport 443 -m limit --limit 25/min -j ACCEPT"],
    open: false,
    luckier: "the stranger is the first of the minute",
  },
  {
    name: "a comment that looks like a verdict",
    rules: [
      ...accept,
      '-A INPUT -p tcp -m tcp --dport 443 -m comment --comment "was -j DROP \\"once\\"" -j ACCEPT',
      "-A INPUT -j DROP",
    ],
    open: true,
  },
  {
    name: "a queue to a program",
    rules: [...accept, "-A INPUT -p tcp -j NFQUEUE --queue-num 0", reject],
    open: true,
    notReal: true,
  },
  {
    name: "a list of addresses shut out",
    rules: [...accept, "-A INPUT -m set --match-set bad src -j DROP"],
    open: true,
    notReal: true,
  },
  {
    name: "packets for this box",
    rules: [...drop, "-A INPUT -p tcp -m addrtype --dst-type LOCAL -m tcp --dport 443 -j ACCEPT"],
    open: true,
  },
  {
    name: "our own rule, in its place",
    rules: [
      ...accept,
      established,
      "-A INPUT -p tcp -m tcp --dport 443 -m comment --comment wss-setup -j ACCEPT",
      reject,
    ],
    open: true,
  },
];
