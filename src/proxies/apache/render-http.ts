import { apacheString } from "./apache-string.ts";
import { defaultPlaces, renderHost, renderNames } from "./render-host.ts";
import { refuseStrangers } from "./render-strangers.ts";
import type { Site } from "./site.ts";

const challengePath = "/.well-known/acme-challenge/";

/** The virtual hosts of port 80: one for names that nobody has, one for ours. */
export function renderHttp({ http, https, names }: Site): readonly string[] {
  if (http === undefined) return [];
  const redirect = http.redirect && https !== undefined;
  const port = https === undefined || https.port === 443 ? "" : `:${https.port}`;
  const rest = redirect ? `"https://%{SERVER_NAME}${port}%{REQUEST_URI}" [R=301,L]` : `"-" [R=404,L]`;
  const strangers = renderHost(defaultPlaces(http.places), `${renderNames()}${refuseStrangers}`);
  return [
    ...(strangers === "" ? [] : [`# Port 80, names that are not ours: nothing is served.\n${strangers}`]),
    `# Port 80: challenges of certificate authorities are answered, ${redirect ? "everything else goes to https" : "nothing else is served"}.
${renderHost(
  http.places,
  `${renderNames(names)}
${renderChallenges(http.challenges)}
    RewriteEngine On
    RewriteRule "!^${challengePath.replaceAll(".", "\\.")}" ${rest}
`,
)}`,
  ];
}

function renderChallenges(challenges: NonNullable<Site["http"]>["challenges"]): string {
  if ("port" in challenges) {
    return `    # certbot itself answers, while it asks for a certificate.
    ProxyRequests Off
    ProxyPreserveHost On
    ProxyPass ${challengePath} http://127.0.0.1:${challenges.port}${challengePath} retry=0
`;
  }
  const folder = `${challenges.webroot}${challengePath.slice(0, -1)}`;
  return `    Alias ${challengePath} ${apacheString(`${folder}/`)}
    <Directory ${apacheString(folder)}>
        Options None
        AllowOverride None
        Require all granted
        ForceType text/plain
    </Directory>
`;
}
