import type { Answers } from "../../src/core/answers.ts";
import type { Facts } from "../../src/core/facts.ts";
import type { Plan, Planners } from "../../src/core/plan.ts";
import type { Step } from "../../src/core/step.ts";

/** Answers as the schema fills them in, for one name. */
export const someAnswers: Answers = {
  backend: ["ws://127.0.0.1:9944"],
  names: ["node.example.com"],
  proxy: "nginx",
  certificate: { source: "self-signed", key: "rsa", days: 365 },
  tls: { profile: "intermediate", dhparam: "ffdhe2048" },
  limits: { connectionsPerIp: 50, handshakesPerSecond: 10, burst: 20 },
  origins: "any",
  redirectHttp: true,
  idleTimeout: 86_400,
  firewall: "auto",
  monitoring: false,
  landingPage: "auto",
};

/** An empty bookworm box, as the probes would see it. */
export const emptyBox: Facts = {
  now: "2026-11-21T06:00:00.000Z",
  uid: 0,
  platform: {
    id: "debian",
    version: "12",
    codename: "bookworm",
    pretty: "Debian GNU/Linux 12 (bookworm)",
    architecture: "amd64",
  },
  init: "systemd",
  packages: { nginx: { candidate: "1.22.1-9+deb12u2" } },
  units: {},
  listeners: [],
  firewall: {
    manager: "iptables",
    ufwInstalled: false,
    persistent: false,
    v4: ["-P INPUT ACCEPT"],
    v6: ["-P INPUT ACCEPT"],
  },
  addresses: ["203.0.113.10", "2001:db8::10"],
  names: {},
  backends: { "ws://127.0.0.1:9944": { answers: true, kind: "echo", label: "echo" } },
  files: {},
  certificates: {},
  proxies: {},
};

/** Planners that want one file of a proxy and nothing else. */
export function plannersWith(overrides: Partial<Planners> = {}): Planners {
  const nothing = { steps: [], problems: [], warnings: [] };
  return {
    platform: { problems: [], warnings: [] },
    packages: [],
    certificate: () => ({ ...nothing, certificateFile: "/etc/c.crt", keyFile: "/etc/c.key" }),
    dhparam: () => ({ steps: [] }),
    landingPage: () => [],
    proxy: {
      id: "nginx",
      title: "nginx",
      unit: "nginx",
      errorLog: "/var/log/nginx/error.log",
      configTest: { argv: ["nginx", "-t"] },
      plan: () => ({ ...nothing, refusesUnknownNames: true }),
    },
    mayRestart: false,
    firewall: () => nothing,
    ...overrides,
  };
}

/** A plan of just these steps, against which nothing speaks. */
export function planOf(steps: readonly Step[]): Plan {
  return { format: 1, answers: someAnswers, steps, problems: [], warnings: [], drift: [], left: [] };
}

/** What earlier runs left, as far as a test has something to say of it. */
export function installed(
  parts: Partial<NonNullable<Facts["installation"]>>,
): NonNullable<Facts["installation"]> {
  return {
    answers: someAnswers,
    lastRun: emptyBox.now,
    paths: {},
    units: {},
    ports: [],
    lastKind: "set-up",
    interrupted: false,
    ...parts,
  };
}
