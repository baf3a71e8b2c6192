/** Variables by name. Their values may be secrets: they go to the program that is to have them, and nowhere else. */
export type Variables = Readonly<Record<string, string>>;

/**
 * Whether systemd gives a program such a variable (env_assignment_is_valid() in basic/env-util.c): of control characters
 * only a tab and the end of a line may stand in a value. Pure.
 */
export function isVariable([name, value]: readonly [string, string]): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is left out.
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value);
}
