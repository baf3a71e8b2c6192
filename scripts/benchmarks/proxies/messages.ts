import type { Part, Row } from "../part.ts";
import { median, medianRatio } from "../statistics.ts";
import { figures, inTurns, type Outcome } from "../turns.ts";
import type { Client } from "./client.ts";
import { type Contender, nameOf, yardstick } from "./contender.ts";
import type { Stand } from "./lab.ts";
import { absentRows, notMeasured, skippedTable, withoutLab } from "./not-measured.ts";

/** One load: so many messages of a size, over so many sockets at once. */
type Load = { readonly size: number; readonly count: number; readonly sockets: number };

type Sample = {
  /** Microseconds of one core that the proxy took for a message there and back. */
  readonly cpu: number;
  /** Messages a second; it says what all programs on this machine come to together. */
  readonly rate: number;
  /** Share of one core that the client took; near 1 it would be what all wait for. */
  readonly client: number;
};

const sizes = [
  { size: 64, count: 10_000 },
  { size: 16_384, count: 4_000 },
];
const sockets = [50, 500];

/** Milliseconds that one load lasts at most. */
const limit = 10_000;

const columns = [
  { name: "bytes", digits: 0 },
  { name: "sockets", digits: 0 },
  { name: "CPU µs", digits: 1 },
  { name: "to nginx, guide", digits: 2 },
  { name: "to own guide", digits: 2 },
  { name: "messages/s", digits: 0 },
  { name: "client's core", digits: 2 },
];

export const messages: Part = {
  name: "messages",
  measure: async ({ runs, quick }, openLab) => {
    const title = `Messages: the proxy's CPU time for one there and back (medians of ${runs} turns)`;
    const lab = await openLab();
    if (withoutLab(lab)) return skippedTable(title, columns, lab.reason);
    const stands = lab.stands.filter(({ contender }) => contender.key === "rsa");
    const rows: Row[] = [];
    for (const { size, count } of sizes)
      for (const number of sockets) {
        const load = { size, count: quick ? count / 5 : count, sockets: number };
        const outcomeOf = await exert(load, stands, runs);
        rows.push(...stands.map(({ contender }) => rowOf(contender, load, outcomeOf)));
      }
    return { title, columns, rows: [...rows, ...absentRows(lab)] };
  },
};

async function exert(load: Load, stands: readonly Stand[], runs: number) {
  const clients: Client[] = [];
  const tasks = stands.map((stand) => {
    const client = stand.startClient();
    clients.push(client);
    return { name: stand.contender.name, run: () => exchange(load, stand, client) };
  });
  const outcomeOf = await inTurns(tasks, runs);
  await Promise.all(clients.map((client) => client.end()));
  return outcomeOf;
}

/** The sockets stay open from turn to turn: the first opens them. */
async function exchange(load: Load, { service }: Stand, client: Client): Promise<Sample> {
  const { open, refused } = await client.fill(load.sockets);
  if (open < load.sockets) throw new Error(`it holds ${open} sockets (${refused})`);
  const before = await service.cpu();
  const { messages: count, seconds, clientCpu } = await client.exchange(load.size, load.count, limit);
  const cpu = (await service.cpu()) - before;
  return { cpu: cpu / count, rate: count / seconds, client: clientCpu / seconds };
}

function rowOf(contender: Contender, load: Load, outcomeOf: (name: string) => Outcome<Sample>): Row {
  const { name, way, proxy } = contender;
  const { size, sockets: number } = load;
  const outcome = outcomeOf(name);
  if (!outcome.ok) return notMeasured(contender, { bytes: size, sockets: number }, outcome.reason);
  const cpu = (of: string) => figures(outcomeOf(of), (sample) => sample.cpu);
  const ratioTo = (base: string) => {
    const ratio = medianRatio(cpu(name), cpu(base));
    return Number.isNaN(ratio) ? undefined : ratio;
  };
  const cells = {
    bytes: size,
    sockets: number,
    "CPU µs": median(cpu(name)),
    "to nginx, guide": ratioTo(yardstick),
    "to own guide": way === "ours" && proxy !== undefined ? ratioTo(nameOf(proxy, "guide")) : undefined,
    "messages/s": median(figures(outcome, ({ rate }) => rate)),
    "client's core": median(figures(outcome, ({ client }) => client)),
  };
  const goal = way === "ours" ? goalOf(proxy, size) : undefined;
  // A guide's set-up that does not stand the load, or that there is none of, is nothing to be compared with.
  return goal === undefined || cells[goal.column] === undefined ? { name, cells } : { name, cells, goal };
}

/** What wss-setup promises of large messages, and that its rules cost nothing with small ones. */
function goalOf(proxy: Contender["proxy"], size: number) {
  if (size === 64) return { column: "to own guide", atMost: 1.1 } as const;
  if (proxy === "nginx") return { column: "to nginx, guide", atMost: 0.33 } as const;
  if (proxy === "haproxy") return { column: "to nginx, guide", atMost: 0.28 } as const;
  return undefined;
}
