// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const unwritable = /[\u0000-\u001f\u007f]|\$\{/;
const bare = /^[A-Za-z0-9._:/@=+-]+$/;
const plain = /^[A-Za-z0-9._:/+[\]-]+$/;

/**
 * A value as one word of an Apache configuration, quoted where it has to be (`ap_getword_conf` of server/util.c).
 * @throws Error (ours) for control characters, and for `${`: Apache puts a variable's value there, and has no escape for it
 */
export function apacheString(value: string): string {
  if (unwritable.test(value)) throw unwritableIn(value, "an Apache configuration");
  return bare.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * A value for mod_headers, to which `%` begins a figure of the request, `\n` is the end of a line (`parse_misc_string`), and
 * `expr=` an expression.
 * @throws Error as apacheString, and for that beginning, which has no escape
 */
export function headerValue(value: string): string {
  if (value.startsWith("expr=")) throw unwritableIn(value, "a header of Apache's");
  return apacheString(value.replaceAll("\\", "\\\\").replaceAll("%", "%%"));
}

/**
 * A condition of mod_rewrite that holds where the tested text is exactly this, in upper or lower case (flag NC).
 * @throws Error (ours) where it is more than letters, digits and the marks of an address: mod_rewrite cuts its lines
 *   by rules of its own and leaves backslashes in
 */
export function sameText(value: string): string {
  if (!plain.test(value)) throw unwritableIn(value, "a condition of mod_rewrite");
  return `"=${value}"`;
}

function unwritableIn(value: string, where: string): Error {
  return new Error(`${JSON.stringify(value)} cannot be written into ${where}`);
}
