import * as z from "zod";
import type { Answers } from "./answers.ts";
import { type BrokenField, mainIssue } from "./answers-issue.ts";
import { type AnswersContext, brokenRule } from "./answers-rules.ts";
import { answersSchema } from "./answers-shape.ts";
import { type Failure, invalidInput } from "./errors.ts";
import { fieldName, type GivenFlags } from "./field-name.ts";
import type { Warning } from "./finding.ts";
import { flagHint } from "./flag-hint.ts";
import { validateName } from "./validate/name.ts";

export interface ParseOptions extends AnswersContext {
  /** From `givenFlags`: a field that came from a flag is named after the flag. */
  readonly given?: GivenFlags;
}

/**
 * Raw answers (from a file, flags or the wizard) in normal form. Throws `invalidInput` (exit 64) with one
 * line that begins with the name of the first field that cannot be used.
 */
export function parseAnswers(raw: unknown, options: ParseOptions = {}): Answers {
  const { given = {} } = options;
  const result = answersSchema.safeParse(raw);
  if (!result.success) throw refusal(mainIssue(result.error.issues, raw), given);
  const broken = brokenRule(result.data, options);
  if (broken !== undefined) throw refusal(broken, given);
  return result.data;
}

function refusal({ path, message }: BrokenField, given: GivenFlags): Failure {
  const field = path.length === 0 ? "the answers" : fieldName(path, given);
  return invalidInput(`${field}: ${message}`, flagHint(path, given));
}

/** What is worth saying about raw answers that `parseAnswers` takes: a name's real form, a name for one network only. */
export function answersNotes(raw: unknown): readonly Warning[] {
  const names =
    typeof raw === "object" && raw !== null && "names" in raw && Array.isArray(raw.names) ? raw.names : [];
  return names.flatMap((name) => {
    const verdict = validateName(String(name));
    return verdict.ok && verdict.note !== undefined ? [{ id: verdict.note.id, text: verdict.note.text }] : [];
  });
}

/** JSON Schema (draft 2020-12) of an answers file as it may be written. */
export function answersJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(answersSchema, { io: "input", target: "draft-2020-12" });
  return {
    $schema,
    title: "Answers of wss-setup",
    description:
      "One wss:// endpoint in front of a WebSocket server: the input of wss-setup plan and wss-setup apply.",
    ...rest,
  };
}
