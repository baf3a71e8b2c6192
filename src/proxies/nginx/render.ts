import { placeOf, remarkOn } from "../place-backend.ts";
import { nginxString } from "./nginx-string.ts";
import { renderHttp } from "./render-http.ts";
import { renderHttps } from "./render-https.ts";
import { renderLimits } from "./render-limits.ts";
import { renderMaps } from "./render-maps.ts";
import type { Site } from "./site.ts";

/** The whole configuration of the endpoint, for nginx 1.18 to 1.30. */
export function renderSite(site: Site): string {
  return [
    header(site),
    renderHashes(site),
    ...(site.https === undefined ? [] : [renderMaps(site), renderLimits(site.limits), renderUpstream(site)]),
    ...renderHttp(site),
    ...renderHttps(site),
  ]
    .filter((section) => section !== "")
    .join("\n");
}

function header({ backends }: Site): string {
  return `# Written by wss-setup: a secure WebSocket endpoint in front of ${backends.map(({ url }) => url).join(" and ")}.
# Edits made here are noticed, and the next run refuses to overwrite them. To change something, change
# /etc/wss-setup/answers.yaml and run: wss-setup apply -a /etc/wss-setup/answers.yaml
`;
}

function renderHashes({ hashBuckets }: Site): string {
  const lines = Object.entries(hashBuckets).map(([name, size]) => `${name} ${size};\n`);
  return lines.length === 0
    ? ""
    : `# Long names need larger tables than nginx makes by itself.\n${lines.join("")}`;
}

function renderUpstream({ backends, sticky }: Site): string {
  const several = backends.length > 1;
  const servers = backends.map((backend) => {
    const place = nginxString(placeOf(backend));
    const checks = several ? " max_fails=3 fail_timeout=10s" : "";
    return `    server ${place}${checks};${remarkOn(backend)}\n`;
  });
  const why = several
    ? `# The backends. ${sticky ? "A client comes to the same one each time" : "A new connection goes where the fewest are open"}; one that fails three times rests for 10 s.`
    : "# The backend. Connections for plain HTTP are kept open and used again.";
  // Without memory that the workers share, each of them counts its own connections alone.
  const method = `    zone wss_setup_backend 64k;\n    ${sticky ? "hash $remote_addr consistent" : "least_conn"};\n`;
  return `${why}\nupstream wss_setup_backend {\n${several ? method : ""}${servers.join("")}    keepalive 32;\n}\n`;
}
