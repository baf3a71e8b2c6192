/** Where programs are on Debian and Ubuntu; the sbin folders are missing from an ordinary user's own PATH. */
const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin";

/** What a box behind a proxy, or with a company's own CA, needs to reach the outside. */
const passed = ["http_proxy", "https_proxy", "no_proxy", "all_proxy"]
  .flatMap((name) => [name, name.toUpperCase()])
  .concat("REQUESTS_CA_BUNDLE");

/**
 * By what programs are found, linked and started, and where they put what is for a moment. A unit may have its own: they
 * fit its one program, not those through which we start that.
 */
const kept = /^(PATH|LD_\w+|NODE_OPTIONS|TMPDIR)$/;

/**
 * The environment of every program we start: what programs print does not depend on the operator's locale, and nothing
 * of the operator's shell (TMPDIR, LD_PRELOAD, tokens) leaks into it.
 * @param added goes over it, but for what programs themselves are found and started by
 */
export function cleanEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: searchPath,
    LC_ALL: "C.UTF-8",
    HOME: own.HOME ?? "/root",
  };
  for (const name of passed) {
    const value = own[name];
    if (value !== undefined) environment[name] = value;
  }
  return {
    ...environment,
    ...Object.fromEntries(Object.entries(added).filter(([name]) => !kept.test(name))),
  };
}
