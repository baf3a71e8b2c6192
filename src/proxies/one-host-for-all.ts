import type { Answers } from "../core/answers.ts";
import type { Warning } from "../core/finding.ts";

/** A proxy that has one Host for all of several backends. @param title the proxy's */
export function oneHostForAll(title: string, { backend }: Answers): readonly Warning[] {
  const [first, ...others] = backend;
  if (first === undefined || others.length === 0) return [];
  return [
    {
      id: "one-host-for-all-backends",
      text: `${title} sends every backend the Host of the first (${first}); a backend that checks it, such as a Substrate node without --rpc-external, answers 403.`,
    },
  ];
}
