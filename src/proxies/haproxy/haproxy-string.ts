const bare = /^[A-Za-z0-9._:/@=*[\]-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const unwritable = /[\u0000-\u001f\u007f]/;

/**
 * A value as one word of an HAProxy configuration (section 2.2): between strong quotes nothing means anything.
 * @throws Error (ours) for control characters, which a line cannot hold
 */
export function haproxyString(value: string): string {
  if (unwritable.test(value))
    throw new Error(`${JSON.stringify(value)} cannot be written into an HAProxy configuration`);
  return bare.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** The same where HAProxy expands `%` (section 8.2.6, custom log format). @throws Error as haproxyString */
export function haproxyFormat(value: string): string {
  return haproxyString(value.replaceAll("%", "%%"));
}

/**
 * A value as the argument of a sample such as `str()`, whose list a comma or a bracket would end.
 * @throws Error (ours) for whatever is no part of a name or an address
 */
export function haproxyArgument(value: string): string {
  if (!/^[A-Za-z0-9._:[\]-]+$/.test(value))
    throw new Error(`${JSON.stringify(value)} cannot be an argument in an HAProxy configuration`);
  return value;
}

/** A value as a part of a regular expression that matches it alone. */
export function literally(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
