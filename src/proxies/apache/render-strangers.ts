import { hasAddress } from "../has-address.ts";
import { defaultPlaces, renderHost, renderNames } from "./render-host.ts";
import { renderTls } from "./render-tls.ts";
import type { Site, SiteHttps } from "./site.ts";

/** A name that is not ours gets this before anything else is looked at. */
export const refuseStrangers = `
    RewriteEngine On
    RewriteRule "^" "-" [R=421,L]
`;

/** Port 443 for names that nobody has; nothing where a site of the operator's answers for those. */
export function renderStrangers({ names }: Site, { places, tls }: SiteHttps): string {
  const strict = hasAddress(names)
    ? ""
    : "    # A client that names nobody is refused as well.\n    SSLStrictSNIVHostCheck on\n";
  const host = renderHost(
    defaultPlaces(places),
    `${renderNames()}
${renderTls(tls)}${strict}    # The certificate shown here is good for other names, which is no fault.
    LogLevel ssl:error
${refuseStrangers}`,
  );
  return host === ""
    ? ""
    : `# Port 443, names that are not ours. Apache cannot end TLS with an alert: the certificate is shown, then 421.\n${host}`;
}
