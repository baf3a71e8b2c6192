/**
 * The argv of a run whose two streams go into one pipe, which is closed once it told there that its n-th step begins,
 * counted from 1. That line has no end by then: the pipe is read byte by byte, up to each `]`. It exits as the run does.
 */
export function unreadFromStep(step: number, argv: readonly string[]): readonly string[] {
  const script = `begins=$'(^|\\n)\\\\[${step}/[0-9]+$'
"$@" 2>&1 | while IFS= read -r -d ']' text; do [[ $text =~ $begins ]] && exit; done`;
  return ["bash", "-o", "pipefail", "-c", script, "bash", ...argv];
}
