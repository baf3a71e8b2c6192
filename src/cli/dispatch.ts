import { parseArgs } from "node:util";
import { type ExitCode, exitCode, Failure, invalidInput } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { shCommand } from "../core/sh-word.ts";
import { show } from "../core/validate/show.ts";
import { RealHost } from "../host/real-host.ts";
import { programHelp, verbHelp } from "./help.ts";
import { reportFailure } from "./report-failure.ts";
import { withStrayErrors } from "./stray-error.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import type { FlagValues, Verb } from "./verb.ts";
import { guide, verbs } from "./verbs.ts";

/** Runs the verb that the arguments name. @returns the exit code of the contract; never throws */
export async function dispatch(
  argv: readonly string[],
  terminal: Terminal = processTerminal,
): Promise<ExitCode> {
  const json = argv.includes("--json");
  try {
    return await run(argv, terminal);
  } catch (error) {
    return reportFailure(error, terminal, json);
  }
}

async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === "--help" || name === "-h" || name === "help") {
    terminal.result(programHelp());
    return exitCode.done;
  }
  const guided = name === undefined || name.startsWith("-");
  const verb = guided ? guide : verbNamed(name);
  const values = parseFlags(verb, guided ? argv : rest);
  if (values.help === true) {
    terminal.result(verbHelp(verb));
    return exitCode.done;
  }
  if (verb.needsRoot && process.getuid?.() !== 0) throw needsRoot(argv);
  const action = await verb.load();
  const stop = new AbortController();
  heedSignals(stop, terminal, verb);
  return withStrayErrors({ verb, terminal, json: values.json === true, stop }, () =>
    action({ host: new RealHost(), terminal, values, signal: stop.signal }),
  );
}

function verbNamed(name: string): Verb {
  const verb = verbs.find((candidate) => candidate.name === name);
  if (verb !== undefined) return verb;
  const known = nearest(
    name,
    verbs.map((candidate) => candidate.name),
  );
  throw invalidInput(
    `no such verb: "${show(name)}"${known === undefined ? "" : `; did you mean ${known}?`}`,
    "wss-setup --help",
  );
}

function parseFlags(verb: Verb, argv: readonly string[]): FlagValues {
  const options = Object.fromEntries(
    Object.entries(verb.options).map(([name, { type, short, multiple }]) => [
      name,
      { type, multiple: multiple === true, ...(short === undefined ? {} : { short }) },
    ]),
  );
  try {
    const help = { type: "boolean", short: "h" } as const;
    return parseArgs({ args: [...argv], options: { ...options, help }, allowPositionals: false }).values;
  } catch (error) {
    throw invalidInput(flagMessage(verb, error), `wss-setup${verb.name && ` ${verb.name}`} --help`);
  }
}

/** Characters of what Node says of a flag. */
const longestLine = 200;

function flagMessage(verb: Verb, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /^Unknown option '-+([^']+)'/.exec(message)?.[1];
  if (unknown === undefined) return show(message.split(". ")[0] ?? message, longestLine);
  // The plan is one object too, in a format of its own.
  const ownJson = unknown === "json" && verb.options.format !== undefined;
  const known = ownJson ? "format json" : nearest(unknown, Object.keys(verb.options));
  return `--${show(unknown)}: no such option${known === undefined ? "" : `; did you mean --${known}?`}`;
}

function needsRoot(argv: readonly string[]): Failure {
  return new Failure("this needs root: it looks at and changes the whole box", {
    kind: "operator",
    exitCode: exitCode.needsRoot,
    next: shCommand(["sudo", "wss-setup", ...argv]),
  });
}

/**
 * INT, TERM and HUP let the step under way end; then the run is taken back. So does a stream that is gone (EPIPE of a
 * closed pipe, EIO of a closed terminal): nobody is there any more who could see what happens. What only looks is ended by
 * a signal as any program is.
 */
function heedSignals(
  controller: AbortController,
  terminal: Terminal,
  {
    onlyLooks,
    stopping = "Stopping: the step under way ends, then this run is taken back.",
  }: Pick<Verb, "onlyLooks" | "stopping">,
): void {
  const stop = () => controller.abort();
  for (const stream of [process.stdout, process.stderr]) stream.on("error", stop);
  if (onlyLooks) return;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted && stopping !== "") terminal.progress(stopping);
      stop();
    });
  }
}
