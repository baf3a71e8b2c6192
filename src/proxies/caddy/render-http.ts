import type { Challenges } from "../challenges.ts";
import { caddyString } from "./caddy-string.ts";
import { renderKeys } from "./render-keys.ts";
import type { Site } from "./site.ts";

/** The sites of port 80: one for our names, one for those that nobody has. */
export function renderHttp({ http, https, names, ports, alone }: Site): readonly string[] {
  if (http === undefined) return [];
  const redirect = http.redirect && https !== undefined;
  const port = ports.https === 443 ? "" : `:${ports.https}`;
  const rest = redirect ? `redir https://{host}${port}{uri} 301` : "respond 404";
  const ours = `# Port 80: challenges of certificate authorities are answered, ${redirect ? "everything else goes to https" : "nothing else is served"}.
${renderKeys("http", names)} {
	vars wss_setup endpoint
	handle /.well-known/acme-challenge/* {
${renderChallenges(http.challenges)}	}
	handle {
		${rest}
	}
}
`;
  if (!alone) return [ours];
  return [
    ours,
    `# Port 80, names that are not ours: no answer.
http:// {
	abort
}
`,
  ];
}

function renderChallenges(challenges: Challenges): string {
  if ("webroot" in challenges) return `		root * ${caddyString(challenges.webroot)}\n		file_server\n`;
  return `		# certbot itself answers, while it asks for a certificate.\n		reverse_proxy 127.0.0.1:${challenges.port}\n`;
}
