import { renderHttp } from "./render-http.ts";
import { renderHttps } from "./render-https.ts";
import { renderOptions } from "./render-options.ts";
import type { Site } from "./site.ts";

/** The whole configuration of the endpoint, for Caddy 2.6 to 2.11. */
export function renderSite(site: Site): string {
  return [
    header(site),
    ...(site.alone ? [renderOptions(site)] : []),
    ...renderHttp(site),
    ...renderHttps(site),
  ].join("\n");
}

function header({ backends }: Site): string {
  return `# Written by wss-setup: a secure WebSocket endpoint in front of ${backends.map(({ url }) => url).join(" and ")}.
# Edits made here are noticed, and the next run refuses to overwrite them. To change something, change
# /etc/wss-setup/answers.yaml and run: wss-setup apply -a /etc/wss-setup/answers.yaml
`;
}
