import { showUrl, urlParts, validateAuthority } from "./url-parts.ts";
import { accept, refuseWith, type Validator } from "./verdict.ts";

/** `production`, `staging`, or the https URL of an ACME directory (RFC 8555, 6.1: https only). */
export const validateAcmeServer: Validator = (text) => {
  if (text === "production" || text === "staging") return accept(text);
  const parts = urlParts(text);
  if (parts?.scheme !== "https")
    return refuseWith(`${showUrl(text)}: production, staging or the https:// address of an ACME directory.`);
  if (parts.userinfo) return refuseWith(`${showUrl(text)}: leave the user name and the password out.`);
  if (!/^[\w./~-]*$/.test(parts.rest))
    return refuseWith(`${showUrl(text)}: the path has letters, digits and . _ ~ - / only.`);
  const authority = validateAuthority(parts);
  if (!authority.ok) return authority;
  const { host, port } = authority.value;
  return accept(`https://${host}${port === undefined || port === 443 ? "" : `:${port}`}${parts.rest}`);
};
