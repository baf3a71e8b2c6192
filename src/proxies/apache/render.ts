import { renderHttp } from "./render-http.ts";
import { renderHttps } from "./render-https.ts";
import type { Site } from "./site.ts";

/** The whole configuration of the endpoint, for Apache 2.4.39 and later. */
export function renderSite(site: Site): string {
  return [header(site), renderServer(site), ...renderHttp(site), ...renderHttps(site)].join("\n");
}

function header({ backends }: Site): string {
  return `# Written by wss-setup: a secure WebSocket endpoint in front of ${backends.map(({ url }) => url).join(" and ")}.
# Edits made here are noticed, and the next run refuses to overwrite them. To change something, change
# /etc/wss-setup/answers.yaml and run: wss-setup apply -a /etc/wss-setup/answers.yaml
`;
}

function renderServer({ http, https }: Site): string {
  const ports = [http, https].filter((port) => port?.needsListen).flatMap((port) => port?.places[0] ?? []);
  const listens = ports.map(({ port }) => `Listen ${port}\n`).join("");
  return `# For the whole server: answers tell no version, that of a module neither. The time that a client has for its
# first words runs from the connection on, and not from those words.
ServerTokens Prod
AcceptFilter http none
AcceptFilter https none
${listens}`;
}
