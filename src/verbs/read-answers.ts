import { resolve } from "node:path";
import type { FlagValues } from "../cli/verb.ts";
import type { Answers } from "../core/answers.ts";
import { parseAnswersText } from "../core/answers-file.ts";
import { answersNotes, parseAnswers } from "../core/answers-schema.ts";
import { invalidInput } from "../core/errors.ts";
import type { GivenFlags } from "../core/field-name.ts";
import type { Warning } from "../core/finding.ts";
import { applyFlags, givenFlags } from "../core/flags.ts";
import { paths } from "../core/paths.ts";
import { show } from "../core/validate/show.ts";
import type { Environment } from "../environment.ts";
import type { Host } from "../host/host.ts";

export interface GivenAnswers {
  readonly answers: Answers;
  /** Worth saying although they are taken: a name's real form, a name for one network only. */
  readonly notes: readonly Warning[];
}

/** The answers of the file and the flags together; flags win. @throws Failure (64) with one line that names the field */
export async function readAnswers(
  environment: Environment,
  values: FlagValues,
  addresses: readonly string[],
): Promise<GivenAnswers> {
  const file = typeof values.answers === "string" ? await readFile(environment.host, values.answers) : {};
  const given = givenFlags(values);
  if (values.answers === undefined && given.backend === undefined) {
    const isSetUp = (await environment.host.stat(paths.answers)) !== undefined;
    throw invalidInput(
      "backend: missing; an address such as ws://127.0.0.1:9944.",
      `the same with -a ${isSetUp ? paths.answers : "answers.yaml"}, or with --backend ws://127.0.0.1:9944`,
    );
  }
  const raw = applyFlags(file, values);
  return { answers: validate(environment, raw, addresses, given), notes: answersNotes(raw) };
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
  return parseAnswersText(await readGivenFile(host, file), file);
}

/** A file that the operator named. @throws Failure (64) when it cannot be read */
export async function readGivenFile(host: Host, file: string): Promise<string> {
  const content = await host.readFile(resolve(file)).catch((error: Error) => {
    throw invalidInput(`${show(file)} cannot be read: ${show(error.message, 200)}`);
  });
  if (content === undefined) throw invalidInput(`${show(file)}: there is no such file`);
  return content.toString("utf8");
}
