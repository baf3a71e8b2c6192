import { bracketed } from "../../core/bracketed.ts";
import type { Challenges } from "../challenges.ts";
import { nginxString } from "./nginx-string.ts";
import { defaultListens, nameListens } from "./render-listen.ts";
import type { Site } from "./site.ts";

/** The servers of port 80: one for names that nobody has, one for ours. */
export function renderHttp({ http, https, names }: Site): readonly string[] {
  if (http === undefined) return [];
  const strangers = defaultListens(http.sockets, false);
  const redirect = http.redirect && https !== undefined;
  const port = https === undefined || https.port === 443 ? "" : `:${https.port}`;
  const rest = redirect ? `return 301 https://$host${port}$request_uri;` : "return 404;";
  const ours = `# Port 80: challenges of certificate authorities are answered, ${redirect ? "everything else goes to https" : "nothing else is served"}.
server {
${nameListens(http.sockets, false)}    server_name ${names.map((name) => nginxString(bracketed(name))).join(" ")};
    server_tokens off;
    client_header_timeout 15s;

    location ^~ /.well-known/acme-challenge/ {
${renderChallenges(http.challenges)}    }

    location / {
        ${rest}
    }
}
`;
  if (strangers === "") return [ours];
  return [
    `# Port 80, names that are not ours: no answer (444 closes the connection).
server {
${strangers}    server_name _;
    server_tokens off;
    client_header_timeout 15s;
    return 444;
}
`,
    ours,
  ];
}

function renderChallenges(challenges: Challenges): string {
  if ("webroot" in challenges) {
    return `        root ${nginxString(challenges.webroot)};\n        default_type text/plain;\n`;
  }
  return `        # certbot itself answers, while it asks for a certificate.\n        proxy_pass http://127.0.0.1:${challenges.port};\n        proxy_set_header Host $host;\n`;
}
