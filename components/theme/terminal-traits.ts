/** What the terminal can show. */
export interface TerminalTraits {
  /** Signs and lines of ASCII only. */
  readonly ascii: boolean;
  readonly color: boolean;
  /** Spinners turn. */
  readonly motion: boolean;
}

/**
 * Reads from the environment what the terminal can show: no UTF-8 locale (locale(7): LC_ALL, else LC_CTYPE, else
 * LANG) or the console of Linux mean ASCII, and NO_COLOR (no-color.org) means none.
 */
export function terminalTraits(
  environment: Readonly<Record<string, string | undefined>>,
  screenReader = false,
): TerminalTraits {
  const { LC_ALL, LC_CTYPE, LANG, TERM, NO_COLOR } = environment;
  const locale = LC_ALL || LC_CTYPE || LANG || "";
  return {
    ascii: TERM === "linux" || !/utf-?8/i.test(locale),
    color: !NO_COLOR && TERM !== "dumb",
    motion: !screenReader,
  };
}
