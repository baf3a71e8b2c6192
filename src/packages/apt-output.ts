/** What apt would do, as its simulation tells. */
export interface Simulation {
  /** Would come; of some the configuration may be there from an earlier time. */
  readonly installed: readonly string[];
  /** Are there and would be brought to another version. */
  readonly upgraded: readonly string[];
  /** Would go, with their configuration or without. */
  readonly removed: readonly string[];
}

/** Reads the `Inst`, `Remv` and `Purg` lines of `apt-get -s`, apt-get(8). Pure. */
export function parseSimulation(output: string): Simulation {
  const lines = output.split("\n").flatMap((line) => {
    const [, verb, name = "", version] = /^(Inst|Remv|Purg) (\S+)(?: \[([^\]]*)\])?/.exec(line) ?? [];
    return verb === undefined ? [] : [{ verb, name, present: version !== undefined }];
  });
  const names = (those: typeof lines) => [...new Set(those.map(({ name }) => name))];
  return {
    installed: names(lines.filter(({ verb, present }) => verb === "Inst" && !present)),
    upgraded: names(lines.filter(({ verb, present }) => verb === "Inst" && present)),
    removed: names(lines.filter(({ verb }) => verb !== "Inst")),
  };
}

/**
 * What apt says of a lock that another process has (apt-pkg's GetLock and debSystem::Lock), and dpkg (its
 * file_lock, in the words of 1.19 and of today). A lock file that cannot be opened is none of these: waiting would not help.
 */
const heldLocks = [
  /Could not get lock /,
  /Unable to (?:acquire the dpkg frontend lock|lock the administration directory) .*is another process using it/,
  /dpkg (?:frontend lock|frontend|database lock|status database) (?:was|is) locked by another process/,
];

/** Whether a failure of apt or dpkg was that another one is at work. Pure. */
export function saysLocked(stderr: string): boolean {
  return heldLocks.some((expression) => expression.test(stderr));
}
