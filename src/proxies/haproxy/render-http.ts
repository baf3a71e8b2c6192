import { askedName, renderBinds, renderNames } from "./render-names.ts";
import type { Site } from "./site.ts";

/** Port 80: challenges of certificate authorities, and the way to https. */
export function renderHttp({ names, ipv6, http, https }: Site): readonly string[] {
  if (http === undefined) return [];
  const redirect = http.redirect && https !== undefined;
  const port = https === undefined || https.port === 443 ? "" : `:${https.port}`;
  const challenge = "{ path_beg /.well-known/acme-challenge/ }";
  const passed = http.challenges !== undefined;
  const rest = redirect
    ? `    http-request redirect prefix https://%[${askedName}]${port} code 301 unless ${challenge}\n`
    : `    http-request return status 404 unless ${challenge}\n`;
  return [
    `# Port 80: challenges of certificate authorities are answered, ${redirect ? "everything else goes to https" : "nothing else is served"}.
frontend wss-setup-http
${renderBinds(http.port, ipv6)}${renderNames(names)}    # Names that are not ours: the connection is closed without an answer.
    http-request reject unless { ${askedName} -m found }
${rest}${passed ? "    default_backend wss-setup-challenges\n" : "    http-request return status 404\n"}`,
    ...(passed
      ? [
          `# certbot itself answers, while it asks for a certificate.
backend wss-setup-challenges
    timeout server 30s
    server certbot 127.0.0.1:${http.challenges}
`,
        ]
      : []),
  ];
}
