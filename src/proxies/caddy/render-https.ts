import { hasAddress } from "../has-address.ts";
import { caddyString } from "./caddy-string.ts";
import { numberAbove } from "./number-above.ts";
import { renderKeys } from "./render-keys.ts";
import { renderPage, renderPageInError } from "./render-page.ts";
import { renderProxy } from "./render-proxy.ts";
import { renderTls } from "./render-tls.ts";
import type { Site, SiteTls } from "./site.ts";

/** The sites of port 443: one for our names, one for those that nobody has. */
export function renderHttps(site: Site): readonly string[] {
  const { https } = site;
  if (https === undefined) return [];
  if (!site.alone) return [renderOurs(site, https)];
  return hasAddress(site.names)
    ? [renderOurs(site, https)]
    : [renderOurs(site, https), renderStrangers(site, https)];
}

/** Bytes. */
const largestBody = 16 * 2 ** 20;

function renderStrangers({ traits }: Site, tls: SiteTls): string {
  return `# Port 443, names that are not ours: TLS ends with an alert, for want of a certificate. A client can open TLS for one of
# our names and then ask for another.
https:// {
	tls {
${renderTls(tls, traits.hybridCurve)}	}
	respond 421
}
`;
}

function renderOurs(site: Site, tls: SiteTls): string {
  const { names, origins, traits } = site;
  const forAll = hasAddress(names);
  return `${forAll ? whyForAll : "# Port 443: the endpoint."}
${forAll ? "https://" : renderKeys("https", names)} {
	# TLS after Mozilla's guideline; Caddy changes the key of its session tickets by itself.
	tls ${caddyString(tls.certificateFile)} ${caddyString(tls.keyFile)} {
${renderTls(tls, traits.hybridCurve)}	}
	vars wss_setup endpoint

	# JSON-RPC batches of up to 16 MB pass; what says that it is larger is refused at once.
	request_body {
		max_size ${largestBody}
	}

	route {
		# A tunnel is refused: where other sites speak HTTP/2, a WebSocket is asked for by CONNECT too (RFC 8441), and none of
		# the rules below would know it for one.
		@tunnel method CONNECT
		respond @tunnel 405

${forAll ? renderForeignNames(names) : ""}		@too_large header_regexp Content-Length ${caddyString(numberAbove(largestBody))}
		respond @too_large 413

		# Any other upgrade than a WebSocket (h2c, for one) is refused: passed on, it would open a tunnel to the backend
		# that none of these rules can see into.
		@other_upgrade not vars_regexp {header.Upgrade} (?i)^(?:websocket)?$
		respond @other_upgrade 403
${renderOrigins(origins)}${renderPage(site)}
		handle {
${renderProxy(site)}		}
	}

	handle_errors {
		# Caddy 2.6 takes a body that is too large for a fault of the backend.
		@too_large vars_regexp {err.message} "body too large"
		handle @too_large {
			respond 413
		}
${renderPageInError(site)}	}
}
`;
}

/** For an address as the name of a site, Caddy would make an authority of its own and want the box to trust it. */
const whyForAll = `# Port 443: the endpoint, and names that are not ours: a client that connects to an IP address names nobody in TLS, so it
# gets the certificate here; a Host that is not ours is refused before the backend.`;

function renderForeignNames(names: readonly string[]): string {
  return `		@foreign_name not host ${names.map(caddyString).join(" ")}
		respond @foreign_name 421

`;
}

function renderOrigins(origins: Site["origins"]): string {
  if (origins === "any") return "";
  return `
		# Which web pages may open a WebSocket. Programs send no Origin and pass; "null" (a sandboxed page) is a stranger.
		@foreign_page {
			vars_regexp {header.Upgrade} (?i)^websocket$
			not vars {header.Origin} ""${origins.map((origin) => ` ${caddyString(origin)}`).join("")}
		}
		respond @foreign_page 403
`;
}
