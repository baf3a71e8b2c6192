import { jsonText } from "../cli/json-text.ts";
import type { VerbContext } from "../cli/verb.ts";
import { answersJsonSchema } from "../core/answers-schema.ts";
import { type ExitCode, exitCode } from "../core/errors.ts";

/** Prints the JSON Schema of the answers file. */
export async function schemaVerb({ terminal }: VerbContext): Promise<ExitCode> {
  terminal.result(jsonText(answersJsonSchema()));
  return exitCode.done;
}
