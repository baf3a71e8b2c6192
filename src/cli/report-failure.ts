import { type ExitCode, exitCode, Failure } from "../core/errors.ts";
import { jsonText } from "./json-text.ts";
import type { Terminal } from "./terminal.ts";

const heading = { operator: "You can fix this", outside: "Outside wss-setup", bug: "Our mistake" } as const;

/** Tells an error in plain words, or as the one JSON object; never a stack trace. */
export function reportFailure(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  const failure = error instanceof Failure ? error : bug(error);
  const { kind, message, said, next } = failure;
  if (json) {
    terminal.result(
      jsonText({ ok: false, exitCode: failure.exitCode, error: { kind, message, said, next } }),
    );
    return failure.exitCode;
  }
  const input = failure.exitCode === exitCode.invalidInput;
  terminal.progress(input ? `wss-setup: ${message}` : `${heading[kind]}: ${message}`);
  if (said !== undefined) terminal.progress(indent("It said", said));
  if (next !== undefined) terminal.progress(indent("Do this", next));
  if (input) terminal.progress("Nothing was touched.");
  return failure.exitCode;
}

function bug(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return new Failure(message, {
    kind: "bug",
    exitCode: exitCode.failedAndRolledBack,
    next: "please report it with the command you ran; if a run was under way: wss-setup undo",
  });
}

function indent(label: string, text: string): string {
  return `  ${label}   ${text.split("\n").join("\n            ")}`;
}
