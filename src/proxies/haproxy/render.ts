import { featuresOf } from "./features.ts";
import { renderBackend, renderResolvers } from "./render-backend.ts";
import { renderHttp } from "./render-http.ts";
import { renderHttps } from "./render-https.ts";
import { renderScript, renderTable } from "./render-limits.ts";
import { renderBrowserBackend } from "./render-page.ts";
import { renderDhparam } from "./render-tls.ts";
import type { Site } from "./site.ts";

/** Clients that the endpoint holds. */
export const room = 10_240;

/** The sections of the endpoint, for HAProxy 2.2 to 3.2; they stand at the end of haproxy.cfg. */
export function renderSite(site: Site): string {
  return [
    `# Written by wss-setup: a secure WebSocket endpoint in front of ${site.backends.map(({ url }) => url).join(" and ")}.
# Edits made here are noticed, and the next run refuses to overwrite them. To change something, change
# /etc/wss-setup/answers.yaml and run: wss-setup apply -a /etc/wss-setup/answers.yaml
# Sections of your own go above this block.
`,
    ...renderGlobal(site),
    renderDefaults(site),
    ...renderHttp(site),
    ...renderHttps(site),
    ...(site.https === undefined
      ? []
      : [
          ...renderResolvers(site),
          renderBackend(site),
          ...renderBrowserBackend(site),
          ...renderTable(site.limits),
        ]),
  ].join("\n");
}

/** The default is 16 KiB, and takes two turns for such a message. A socket that is silent has none. */
const buffers = ["# A message of 16 KiB passes in one piece, frame and all.", "tune.bufsize 17408"];

function renderGlobal(site: Site): readonly string[] {
  if (site.https === undefined) return [];
  const lines = [
    ...(site.ownBuffers ? buffers : []),
    ...renderDhparam(site),
    ...renderScript(site, site.ownLua && featuresOf(site.build).asksForLuaBooleans),
  ];
  if (lines.length === 0) return [];
  return [`# Added to the global section above.\nglobal\n${lines.map((line) => `    ${line}\n`).join("")}`];
}

/** A section of defaults begins from nothing: what the operator's says holds for none of ours. */
function renderDefaults({ idleTimeout, build }: Site): string {
  const times = featuresOf(build).keepaliveTimes
    ? ["cli", "srv"]
        .map((side) => `    ${side}tcpka-idle 60s\n    ${side}tcpka-intvl 15s\n    ${side}tcpka-cnt 4\n`)
        .join("")
    : "";
  return `# What holds for all sections below, and for none of yours.
defaults wss-setup-defaults
    mode http
    log global
    option httplog
    option dontlognull
    option disable-h2-upgrade
    maxconn ${room}

    # A client that dawdles over its request is dropped. A WebSocket may be silent for the idle timeout.
    timeout connect 5s
    timeout queue 5s
    timeout check 5s
    timeout http-request 15s
    timeout http-keep-alive 75s
    timeout client 20s
    timeout client-fin 30s
    timeout server ${idleTimeout}s
    timeout server-fin 30s
    timeout tunnel ${idleTimeout}s

    # Who vanished without a word is found by TCP, so that ghosts do not use up an address's connections.
    option clitcpka
    option srvtcpka
${times}`;
}
