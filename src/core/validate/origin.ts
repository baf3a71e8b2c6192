import { show } from "./show.ts";
import { showUrl, urlParts, validateAuthority } from "./url-parts.ts";
import { accept, refuse, refuseWith, type Validator } from "./verdict.ts";

const defaultPort: ReadonlyMap<string, number> = new Map([
  ["http", 80],
  ["https", 443],
]);

/**
 * A web page's origin as browsers send it (RFC 6454 6.2): scheme, host and port, lower case, without the
 * scheme's default port. Other schemes (`chrome-extension://…`, `capacitor://localhost`) have a plain host.
 */
export const validateOrigin: Validator = (text) => {
  if (text === "null")
    return refuse(text, "any sandboxed page has this origin; it cannot be told from others.");
  if (text === "any") return refuse(text, "this stands alone, not in a list.");
  if (text === "*") return refuse(text, "write any for all origins.");
  if (text.includes("*")) return refuse(text, "no wildcards: write each origin out.");
  const parts = urlParts(text);
  if (parts === undefined)
    return refuse(text, "an origin begins with https:// or http://, such as https://app.example.com.");
  if (parts.userinfo) return refuseWith(`${showUrl(text)}: leave the user name and the password out.`);
  const authority = validateAuthority(parts);
  if (!authority.ok) return authority;
  const { host, port } = authority.value;
  const origin = `${parts.scheme}://${host}${port === undefined || port === defaultPort.get(parts.scheme) ? "" : `:${port}`}`;
  if (parts.rest !== "") return refuseWith(`${showUrl(text)}: an origin has no path; take ${show(origin)}.`);
  return accept(origin);
};
