import type { Backend } from "../../core/backend-url.ts";
import { bracketed } from "../../core/bracketed.ts";
import { hostHeader } from "../place-backend.ts";
import { caddyPattern, caddyString } from "./caddy-string.ts";
import type { Site } from "./site.ts";

/** Seconds for which a WebSocket outlives a reload: a year, which no idle timeout reaches. */
const streamCloseDelay = 31_536_000;

/** How any request is passed on to the backend. */
export function renderProxy(site: Site): string {
  return `			reverse_proxy ${renderPassing(site, 3)}
${site.traits.keepsStreams ? `				# A WebSocket outlives a reload.\n				stream_close_delay ${streamCloseDelay}s\n\n` : ""}				# A WebSocket may be silent this long.
${renderTransport([...transportOf(site), `read_timeout ${site.idleTimeout}s`, `write_timeout ${site.idleTimeout}s`], 4)}			}
`;
}

/** To whom a request is passed on, and what is said of the client: the words behind `reverse_proxy` and its first lines. */
export function renderPassing(site: Site, depth: number): string {
  const { backends } = site;
  const [first] = backends;
  if (first === undefined) throw new Error("a site without a backend");
  const scheme = first.tls ? "https" : "http";
  const hosts = new Set(backends.map(hostHeader));
  const own = hosts.size === 1 ? caddyString(hostHeader(first)) : "{upstream_hostport}";
  const locations = [...hosts].map(
    (host) => `header_down Location ${caddyString(`^${scheme}://${caddyPattern(host)}/`)} /`,
  );
  const lines = [
    ...balancing(site),
    "# The backend's own name: some servers (Substrate nodes) refuse a foreign one.",
    `header_up Host ${own}`,
    ...locations,
    "",
    "# Who the client is. Set, never appended: what a client says of itself here is not believed.",
    "header_up X-Real-IP {remote_host}",
    "header_up X-Forwarded-For {remote_host}",
    "header_up X-Forwarded-Proto https",
    "header_up X-Forwarded-Host {host}",
    "header_up -Forwarded",
    "header_down -Server",
  ];
  return `${backends.map(placeOf).join(" ")} {\n${indented(lines, depth + 1)}`;
}

function balancing({ backends, sticky }: Site): readonly string[] {
  if (backends.length === 1) return [];
  return [
    sticky
      ? "# A client's sessions live in one of the backends: it comes to the same one every time."
      : "# A new connection goes where the fewest are open.",
    `lb_policy ${sticky ? "ip_hash" : "least_conn"}`,
    "lb_try_duration 5s",
    "# One that fails three times rests for 10 s.",
    "max_fails 3",
    "fail_duration 10s",
    "",
  ];
}

/** Where a backend is, as Caddy dials it. */
function placeOf({ host, port }: Backend): string {
  return caddyString(`${bracketed(host)}:${port}`);
}

/** How the backends are spoken to, as lines of a transport. */
export function transportOf({ backends, pinned }: Site): readonly string[] {
  const tls = backends.some((backend) => backend.tls);
  return [
    ...(tls ? ["# The backend speaks TLS: its certificate must be good for its name.", "tls"] : []),
    ...(pinned === undefined
      ? []
      : [
          `tls_server_name ${caddyString(pinned.name)}`,
          // Newer versions call it tls_trust_pool, and still take this.
          `tls_trusted_ca_certs ${caddyString(pinned.rootsFile)}`,
        ]),
    "versions 1.1",
    "compression off",
    "dial_timeout 5s",
  ];
}

/** A transport of these lines. */
export function renderTransport(lines: readonly string[], depth: number): string {
  return indented(["transport http {", ...lines.map((line) => `	${line}`), "}"], depth);
}

function indented(lines: readonly string[], depth: number): string {
  return lines.map((line) => (line === "" ? "\n" : `${"	".repeat(depth)}${line}\n`)).join("");
}
