import { version } from "../version.ts";
import type { Verb, VerbOption } from "./verb.ts";
import { guide, verbs } from "./verbs.ts";

/** The help of the whole program. */
export function programHelp(): string {
  const rows = verbs.map((verb) => `  ${verb.name.padEnd(8)}  ${verb.summary}`);
  return [
    `wss-setup ${version}: from a plain WebSocket server to a proven wss:// endpoint`,
    "",
    "Usage: wss-setup [VERB] [OPTIONS]",
    "",
    `  ${"".padEnd(8)}  ${guide.summary}`,
    ...rows,
    "",
    "  wss-setup --dry-run     the guided way, changing nothing",
    "  wss-setup VERB --help   the options of a verb",
    "  wss-setup --version     the version",
    "",
    "Exit codes: 0 done, 1 failed and everything was taken back, 2 changes are pending or",
    "something is wrong, 3 failed and not all could be taken back, 4 refused because files",
    "were edited by other hands, 64 invalid input, 75 another run is at it, 77 needs root.",
  ].join("\n");
}

/** The help of one verb. */
export function verbHelp(verb: Verb): string {
  const names = Object.entries(verb.options).map(
    ([name, option]) => [optionName(name, option), option.help] as const,
  );
  const width = Math.max(0, ...names.map(([name]) => name.length));
  const rows = names.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`);
  return [`wss-setup${verb.name && ` ${verb.name}`}: ${verb.summary}`, "", ...rows].join("\n");
}

function optionName(name: string, option: VerbOption): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  return `${short}--${name}${option.type === "string" ? ` ${option.value ?? "VALUE"}` : ""}`;
}
