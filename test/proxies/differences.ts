import type { Proxy as ProxyPlugin } from "../../src/proxies/proxy.ts";

/** A proxy as a suite has it. */
interface Built {
  readonly proxy: ProxyPlugin;
  readonly suite: string;
}

/** nginx before 1.19.4 cannot end TLS with an alert: a stranger sees the certificate, and then 421. */
export function showsCertificateToStrangers({ proxy, suite }: Built): boolean {
  return proxy.id === "nginx" && suite === "bullseye";
}

/** Apache says 421 to a stranger on port 80, too; the others hang up. */
export function answersStrangers({ proxy }: Built): boolean {
  return proxy.id === "apache";
}

/** Apache's mod_proxy: two slashes in front of a path are one to it; those within stay. */
export function readsSlashesInFrontAsOne({ proxy }: Built): boolean {
  return proxy.id === "apache";
}

/** HAProxy serves no folder: certbot itself answers an authority's challenges behind it. */
export function passesChallengesOn({ proxy }: Built): boolean {
  return proxy.challenges === "passed-on";
}

/** HAProxy since 3.0 takes h2c out of an Upgrade before any rule sees it: what is left is plain HTTP, or a WebSocket. */
export function takesH2cOut({ proxy, suite }: Built): boolean {
  return proxy.id === "haproxy" && ["trixie", "forky"].includes(suite);
}

/** Apache limits a header line, and the number of lines, but not all of them together: a backend refuses, or takes them. */
export function countsNoHead({ proxy }: Built): boolean {
  return proxy.id === "apache";
}

/** Proxies that look at the length that a request declares alone; the sum of chunks is the backend's affair. */
export function measuresNoChunks({ proxy }: Built): boolean {
  return proxy.id === "apache" || proxy.id === "haproxy";
}

/** Debian's Caddy has no limits for one address; the plan says so. */
export function enforcesNoLimits({ proxy }: Built): boolean {
  return proxy.id === "caddy";
}

/** HAProxy's new process knows nothing of what the one before it has open. */
export function countsAnewAfterReload({ proxy }: Built): boolean {
  return proxy.id === "haproxy";
}

/** Caddy's TLS is Go's, which has no DHE suite. */
export function offersNoDhe({ proxy }: Built): boolean {
  return proxy.id === "caddy";
}

/** Caddy before 2.7 says goodbye to every WebSocket whenever it takes up another configuration. */
export function closesOnReload({ proxy, suite }: Built): boolean {
  return proxy.id === "caddy" && suite !== "forky";
}

/** Caddy and the built-in proxy give tickets, whose key they change by themselves. */
export function givesTickets({ proxy }: Built): boolean {
  return proxy.id === "caddy" || proxy.id === "embedded";
}

/** HAProxy logs that a connection to a backend came to nothing, not why. */
export function logsNoFaultOfTls({ proxy }: Built): boolean {
  return proxy.id === "haproxy";
}
