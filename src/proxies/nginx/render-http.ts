import { bracketed } from "./host-name.ts";
import { nginxString } from "./nginx-string.ts";
import { defaultListens, nameListens } from "./render-listen.ts";
import type { Site } from "./site.ts";

/** The servers of port 80: one for names that nobody has, one for ours. */
export function renderHttp({ http, https, names }: Site): readonly string[] {
  if (http === undefined) return [];
  const strangers = defaultListens(http.sockets, false);
  const port = https.port === 443 ? "" : `:${https.port}`;
  const rest = http.redirect ? `return 301 https://$host${port}$request_uri;` : "return 404;";
  const ours = `# Port 80: challenges of certificate authorities are answered, ${http.redirect ? "everything else goes to https" : "nothing else is served"}.
server {
${nameListens(http.sockets, false)}    server_name ${names.map((name) => nginxString(bracketed(name))).join(" ")};
    server_tokens off;

    location ^~ /.well-known/acme-challenge/ {
        root ${nginxString(http.webroot)};
        default_type text/plain;
    }

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
    return 444;
}
`,
    ours,
  ];
}
