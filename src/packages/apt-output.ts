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
