import type { VerbContext } from "../cli/verb.ts";
import { answersJsonSchema } from "../core/answers-schema.ts";
import { type ExitCode, exitCode } from "../core/errors.ts";

/** Prints the JSON Schema of the answers file. */
export async function schemaVerb({ terminal }: VerbContext): Promise<ExitCode> {
  terminal.result(JSON.stringify(answersJsonSchema(), null, 2));
  return exitCode.done;
}
