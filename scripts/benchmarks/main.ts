import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Part } from "./part.ts";
import { startUp } from "./start-up.ts";
import { isMissed, tableOf } from "./table.ts";

const parts: readonly Part[] = [startUp];

function refuse(message: string): never {
  process.stderr.write(`scripts/bench: ${message}\n`);
  process.exit(64);
}

function read(argv: readonly string[]) {
  const options = { runs: { type: "string", default: "15" }, json: { type: "string" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    return { runs: Number(values.runs), json: values.json, names: positionals };
  } catch (error) {
    return refuse((error as Error).message);
  }
}

const { runs, json, names } = read(process.argv.slice(2));
if (!Number.isInteger(runs) || runs < 1) refuse("--runs is a whole number from 1");
const unknown = names.find((name) => !parts.some((part) => part.name === name));
if (unknown !== undefined)
  refuse(`no part ${unknown}; there is ${parts.map((part) => part.name).join(", ")}`);

const results = [];
for (const { name, title, measure } of parts) {
  if (names.length > 0 && !names.includes(name)) continue;
  const rows = await measure(runs);
  results.push({ name, rows });
  process.stdout.write(`${title} (medians of ${runs} turns)\n\n${tableOf(rows)}\n\n`);
}
if (json !== undefined) {
  const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model };
  writeFileSync(json, `${JSON.stringify({ runs, machine, parts: results }, null, 2)}\n`);
}
process.exitCode = results.some(({ rows }) => rows.some(isMissed)) ? 1 : 0;
