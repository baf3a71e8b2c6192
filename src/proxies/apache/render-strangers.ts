import { hasAddress } from "../has-address.ts";
import { defaultPlaces, renderHost, renderNames } from "./render-host.ts";
import { renderNoTls, renderTls } from "./render-tls.ts";
import type { Site, SiteHttps } from "./site.ts";

/** A name that is not ours gets this before anything else is looked at. */
export const refuseStrangers = `
    RewriteEngine On
    RewriteRule "^" "-" [R=421,L]
`;

/** Port 443 for names that nobody has; nothing where a site of the operator's answers for those. */
export function renderStrangers({ names }: Site, { places, tls }: SiteHttps): string {
  const shows = hasAddress(names);
  const host = renderHost(
    defaultPlaces(places),
    `${renderNames()}
${shows ? renderTls(tls) : renderNoTls(tls)}    # A certificate that is good for other names than this one is no fault here.
    LogLevel ssl:error
${refuseStrangers}`,
  );
  if (host === "") return "";
  const why = shows
    ? "a client that connects to an IP address names nobody in TLS, so\n# it gets the certificate here; a Host that is not ours is refused before the backend."
    : "TLS ends with an alert before any certificate is shown, because\n# the only suite on offer takes a secret that was given to nobody.";
  return `# Port 443, names that are not ours: ${why}\n${host}`;
}
