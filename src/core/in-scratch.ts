/** What a program would keep (XDG Base Directory Specification) goes into a folder that goes with it. */
const script = `scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
XDG_DATA_HOME=$scratch XDG_CONFIG_HOME=$scratch STEPPATH=$scratch "$@"
`;

/** The argv that runs another one so that it leaves nothing in its user's home. Pure. */
export function inScratch(argv: readonly string[]): readonly string[] {
  return ["sh", "-c", script, "wss-setup-scratch", ...argv];
}
