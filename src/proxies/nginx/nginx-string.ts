const bare = /^[A-Za-z0-9._:/@=*[\]-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const unwritable = /[\u0000-\u001f\u007f$]/;

/**
 * A value as one word of an nginx configuration, quoted where it has to be.
 * @throws Error (ours) for control characters and for `$`: nginx has no escape for the beginning of a variable
 */
export function nginxString(value: string): string {
  if (unwritable.test(value))
    throw new Error(`${JSON.stringify(value)} cannot be written into an nginx configuration`);
  if (bare.test(value)) return value;
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * A value as an exact key of a `map` block: there `~` begins an expression, a backslash is stripped, and a few words
 * are parameters (ngx_http_map_module).
 * @throws Error as nginxString
 */
export function nginxMapKey(value: string): string {
  const special = /^(?:~|\\|(?:default|hostnames|include|volatile)$)/.test(value);
  return nginxString(special ? `\\${value}` : value);
}
