import { asFailure } from "../as-failure.ts";
import { type ExitCode, exitCode } from "../core/errors.ts";
import { jsonText } from "./json-text.ts";
import type { Terminal } from "./terminal.ts";

const heading = { operator: "You can fix this", outside: "Outside wss-setup", bug: "Our mistake" } as const;

/** Tells an error in plain words, or as the one JSON object; never a stack trace. */
export function reportFailure(
  error: unknown,
  terminal: Pick<Terminal, "result" | "progress">,
  json: boolean,
): ExitCode {
  const failure = asFailure(error);
  const { kind, message, said, log } = failure;
  const next = failure.next ?? (kind === "bug" ? report(log) : undefined);
  if (json) {
    terminal.result(
      jsonText({ ok: false, exitCode: failure.exitCode, error: { kind, message, said, next, log } }),
    );
    return failure.exitCode;
  }
  const input = failure.exitCode === exitCode.invalidInput;
  // What is left behind says itself whose it is.
  const named = kind !== "operator" || failure.exitCode !== exitCode.rollbackIncomplete;
  const head = named ? `${heading[kind]}: ` : "";
  terminal.progress(input ? `wss-setup: ${message}` : `${head}${message}`);
  if (said !== undefined) terminal.progress(indent("It said", said));
  if (next !== undefined) terminal.progress(indent("Do this", next));
  if (input) terminal.progress("Nothing was touched.");
  if (log !== undefined) terminal.progress(indent("Log", log));
  return failure.exitCode;
}

function report(log: string | undefined): string {
  return `please report it with the command you ran${log === undefined ? "" : " and the end of the log"}`;
}

function indent(label: string, text: string): string {
  return `  ${label.padEnd(7)}   ${text.split("\n").join("\n            ")}`;
}
