/** The box is being changed: Ctrl-C asks whether to stop. */
export function isWorking(walk: string): boolean {
  return walk === "apply" || walk === "verify";
}
