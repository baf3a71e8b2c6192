import { show } from "./show.ts";
import { showUrl, type UrlParts, urlParts, validateAuthority } from "./url-parts.ts";
import { accept, type Refused, refuseWith, type Validator } from "./verdict.ts";

const defaultPort: ReadonlyMap<string, number> = new Map([
  ["ws", 80],
  ["http", 80],
  ["wss", 443],
  ["https", 443],
]);

/**
 * A backend's URL: ws, wss, http or https, a host and a port, nothing else. Normal form: lower case, no
 * slash at the end, no default port. Whether it is the endpoint itself: see `validateForeignBackend`.
 */
export const validateBackend: Validator = (text) => {
  const parts = urlParts(text);
  if (parts === undefined) return refuseWith(withoutScheme(text));
  const excess = moreThanAPlace(text, parts);
  if (excess !== undefined) return excess;
  const authority = validateAuthority(parts);
  if (!authority.ok) return authority;
  const { host, port } = authority.value;
  return accept(
    `${parts.scheme}://${host}${port === undefined || port === defaultPort.get(parts.scheme) ? "" : `:${port}`}`,
  );
};

function withoutScheme(text: string): string {
  if (text === "") return "a backend is missing; give one such as ws://127.0.0.1:9944.";
  const guess = /^\d{1,5}$/.test(text) ? `ws://127.0.0.1:${text}` : `ws://${text}`;
  const fits = validateBackend(guess).ok;
  return `${showUrl(text)}: a backend begins with ws://, wss://, http:// or https://${fits ? `; did you mean ${guess}?` : "."}`;
}

function moreThanAPlace(text: string, { scheme, userinfo, rest }: UrlParts): Refused | undefined {
  if (!defaultPort.has(scheme)) {
    return refuseWith(
      `${showUrl(text)}: ${show(scheme)}:// is not served; a backend is ws, wss, http or https.`,
    );
  }
  if (userinfo) return refuseWith(`${showUrl(text)}: leave the user name and the password out.`);
  const path = rest.replace(/[?#].*$/s, "");
  if (path !== "" && path !== "/")
    return refuseWith(`${showUrl(text)}: leave the path ${show(path)} out; clients' paths are passed on.`);
  if (rest.includes("?"))
    return refuseWith(`${showUrl(text)}: leave the query out; clients' queries are passed on.`);
  return rest.includes("#") ? refuseWith(`${showUrl(text)}: leave the part from # on out.`) : undefined;
}
