import { resolve } from "node:path";
import type { FlagValues } from "../cli/verb.ts";
import type { Answers } from "../core/answers.ts";
import { parseAnswersText } from "../core/answers-file.ts";
import { parseAnswers } from "../core/answers-schema.ts";
import { invalidInput } from "../core/errors.ts";
import type { GivenFlags } from "../core/field-name.ts";
import { applyFlags, givenFlags } from "../core/flags.ts";
import type { Environment } from "../environment.ts";
import type { Host } from "../host/host.ts";

/** The answers of the file and the flags together; flags win. @throws Failure (64) with one line that names the field */
export async function readAnswers(
  environment: Environment,
  values: FlagValues,
  addresses: readonly string[],
): Promise<Answers> {
  const raw = typeof values.answers === "string" ? await readFile(environment.host, values.answers) : {};
  return validate(environment, applyFlags(raw, values), addresses, givenFlags(values));
}

/** Passes what came from a file, from flags or from a saved plan through the one validator. */
export function validate(
  { proxies, sources }: Pick<Environment, "proxies" | "sources">,
  raw: unknown,
  addresses: readonly string[],
  given: GivenFlags = {},
): Answers {
  return parseAnswers(raw, {
    proxies: proxies.map((proxy) => proxy.id),
    sources: sources.map((source) => source.id),
    addresses,
    given,
  });
}

async function readFile(host: Host, file: string): Promise<unknown> {
  const content = await host.readFile(resolve(file));
  if (content === undefined) throw invalidInput(`${file}: there is no such file`);
  return parseAnswersText(content.toString("utf8"), file);
}
