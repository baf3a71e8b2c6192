import { parseArgs } from "node:util";
import type { ProxyId } from "../../src/core/answers.ts";
import { type Suite, suites } from "../../test/helpers/box/golden.ts";
import type { Settings } from "./part.ts";

/** What is wanted, and the file that takes the figures as JSON. */
export type CommandLine = {
  readonly settings: Settings;
  readonly parts: readonly string[];
  readonly output?: string;
};

const options = {
  runs: { type: "string" },
  quick: { type: "boolean", default: false },
  proxy: { type: "string", multiple: true },
  suite: { type: "string", default: "bookworm" },
  output: { type: "string", short: "o" },
} as const;

/**
 * Reads the words behind `scripts/bench`.
 * @param known the parts and the proxies that there are
 * @throws Error with a sentence for people
 */
export function readCommandLine(
  argv: readonly string[],
  known: { readonly parts: readonly string[]; readonly proxies: readonly ProxyId[] },
): CommandLine {
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const runs = Number(values.runs ?? (values.quick ? 3 : 7));
  if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs is a whole number from 1");
  const parts = positionals.map((word) => member("part", known.parts, word));
  const proxies = (values.proxy ?? []).map((word) => member("proxy", known.proxies, word));
  return {
    settings: {
      runs,
      quick: values.quick,
      suite: member<Suite>("suite", suites, values.suite),
      proxies: proxies.length === 0 ? known.proxies : [...new Set(proxies)],
    },
    parts: parts.length === 0 ? known.parts : parts,
    ...(values.output === undefined ? {} : { output: values.output }),
  };
}

function member<T extends string>(what: string, known: readonly T[], word: string): T {
  const found = known.find((name) => name === word);
  if (found === undefined) throw new Error(`no ${what} ${word}; there is ${known.join(", ")}`);
  return found;
}
