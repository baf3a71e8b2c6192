import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { proxies } from "../../src/proxies/index.ts";
import { boxesAvailable } from "../../test/helpers/box/available.ts";
import { type CommandLine, readCommandLine } from "./command-line.ts";
import type { Part } from "./part.ts";
import { capacity } from "./proxies/capacity.ts";
import { contendersFor } from "./proxies/contender.ts";
import { handshakes } from "./proxies/handshakes.ts";
import { type Lab, openLab } from "./proxies/lab.ts";
import { messages } from "./proxies/messages.ts";
import { rotation } from "./proxies/rotation.ts";
import { startUp } from "./start-up.ts";
import { isMissed, tableOf } from "./table.ts";

const parts: readonly Part[] = [startUp, messages, handshakes, capacity, rotation];

const say = (text: string) => process.stderr.write(`${text}\n`);

function read(): CommandLine {
  try {
    const known = { parts: parts.map(({ name }) => name), proxies: proxies.map(({ id }) => id) };
    return readCommandLine(process.argv.slice(2), known);
  } catch (error) {
    say(`scripts/bench: ${(error as Error).message}`);
    process.exit(64);
  }
}

const { settings, parts: wanted, output } = read();

let opened: Promise<Lab | { readonly reason: string }> | undefined;
const lab = () => {
  const available = boxesAvailable();
  opened ??= available.ok
    ? openLab(contendersFor(settings.proxies), settings.suite, say)
    : Promise.resolve({ reason: available.reason });
  return opened;
};

const tables = [];
for (const { name, measure } of parts.filter((part) => wanted.includes(part.name))) {
  const table = await measure(settings, lab);
  tables.push({ name, ...table });
  process.stdout.write(`${table.title}\n\n${tableOf(table)}\n\n`);
}
const used = await opened;
if (used !== undefined && "end" in used) used.end();

if (output !== undefined) {
  const machine = {
    node: process.version,
    cores: cpus().length,
    processor: cpus()[0]?.model,
    memory: totalmem(),
  };
  writeFileSync(output, `${JSON.stringify({ settings, machine, tables }, null, 2)}\n`);
}
process.exitCode = tables.some(({ rows }) => rows.some(isMissed)) ? 1 : 0;
