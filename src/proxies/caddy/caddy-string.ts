const bare = /^[A-Za-z0-9._:/@=*[\]^$?()|-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const unwritable = /[\u0000-\u001f\u007f{}]/;

/**
 * A value as one word of a Caddyfile, quoted where it has to be. Between double quotes a backslash stays what it is, but
 * before a quote it goes; between backticks everything stays (caddyconfig/caddyfile/lexer.go).
 * (As the first word behind a directive, what begins with `/` or `@` is a matcher, in quotes too.)
 * @throws Error (ours) for control characters, and for braces: `{$NAME}` is replaced before any quotes are looked at, and
 * `{name}` stands for something of each request
 */
export function caddyString(value: string): string {
  const quoted = quote(value);
  if (unwritable.test(value) || quoted === undefined)
    throw new Error(`${JSON.stringify(value)} cannot be written into a Caddyfile`);
  return quoted;
}

function quote(value: string): string | undefined {
  if (bare.test(value)) return value;
  if (!/["\\]/.test(value)) return `"${value}"`;
  return value.includes("`") ? undefined : `\`${value}\``;
}

/** The address of a site, which stands bare between commas. @throws Error (ours) for more than a scheme, a name and a port */
export function caddyAddress(value: string): string {
  if (!/^[A-Za-z0-9.:/[\]-]+$/.test(value))
    throw new Error(`${JSON.stringify(value)} cannot be written into a Caddyfile`);
  return value;
}

/** A text as a regular expression of Go (RE2) that matches it alone. */
export function caddyPattern(text: string): string {
  return text.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&");
}
