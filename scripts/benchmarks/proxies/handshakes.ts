import type { Goal, Part, Row } from "../part.ts";
import { median, medianRatio } from "../statistics.ts";
import { figures, inTurns, type Outcome, type Task } from "../turns.ts";
import type { HandshakeKind } from "./client/handshakes.ts";
import type { Client } from "./client.ts";
import { type Contender, nameOf } from "./contender.ts";
import type { Stand } from "./lab.ts";
import { absentRows, notMeasured, skippedTable, withoutLab } from "./not-measured.ts";

const columns = [
  { name: "TLS" },
  { name: "RSA µs", digits: 0 },
  { name: "resumed", digits: 0 },
  { name: "ECDSA µs", digits: 0 },
  { name: "ECDSA resumed", digits: 0 },
  { name: "ECDSA to RSA", digits: 2 },
];

const kinds: readonly HandshakeKind[] = (["TLSv1.2", "TLSv1.3"] as const).flatMap((version) =>
  [false, true].map((resumed) => ({ version, resumed })),
);

export const handshakes: Part = {
  name: "handshakes",
  measure: async ({ runs, quick }, openLab) => {
    const title = `Handshakes: the proxy's CPU time for one, until the connection is closed again (medians of ${runs} turns)`;
    const lab = await openLab();
    if (withoutLab(lab)) return skippedTable(title, columns, lab.reason);
    const stands = lab.stands.filter(({ contender }) => contender.way !== "direct");
    const clients: Client[] = [];
    const tasks = stands.flatMap((stand) => {
      const client = stand.startClient();
      clients.push(client);
      return kinds.map((kind) => taskOf(kind, stand, client, quick ? 40 : 100));
    });
    const outcomeOf = await inTurns(tasks, runs);
    await Promise.all(clients.map((client) => client.end()));
    const proxies = stands.filter(({ contender }) => contender.key === "rsa");
    const rows = (["TLSv1.2", "TLSv1.3"] as const).flatMap((version) =>
      proxies.map(({ contender }) => rowOf(contender, version, outcomeOf)),
    );
    return { title, columns, rows: [...rows, ...absentRows(lab)] };
  },
};

function taskOf(kind: HandshakeKind, { contender, service }: Stand, client: Client, count: number) {
  const run = async () => {
    const before = await service.cpu();
    const { done, resumed } = await client.handshakes(kind, count);
    const cpu = (await service.cpu()) - before;
    if (kind.resumed && resumed < done) throw new Error("it does not take sessions up again");
    return cpu / done;
  };
  return { name: taskName(contender.name, kind), run } satisfies Task<number>;
}

function taskName(contender: string, { version, resumed }: HandshakeKind): string {
  return `${contender} ${version} ${resumed}`;
}

function rowOf(
  contender: Contender,
  version: HandshakeKind["version"],
  outcomeOf: (name: string) => Outcome<number>,
): Row {
  const { name, way, proxy } = contender;
  const samples = (of: string, resumed: boolean) =>
    figures(outcomeOf(taskName(of, { version, resumed })), (sample) => sample);
  const cell = (figure: number) => (Number.isNaN(figure) ? undefined : figure);
  const rsa = samples(name, false);
  const base = {
    TLS: version.slice("TLSv".length),
    "RSA µs": cell(median(rsa)),
    resumed: cell(median(samples(name, true))),
  };
  const outcome = outcomeOf(taskName(name, { version, resumed: false }));
  if (!outcome.ok) return notMeasured(contender, base, outcome.reason);
  if (way !== "ours" || proxy === undefined) return { name, cells: base };
  const other = nameOf(proxy, "ours", "ecdsa");
  const twin = outcomeOf(taskName(other, { version, resumed: false }));
  if (!twin.ok) return notMeasured(contender, base, twin.reason);
  const ecdsa = samples(other, false);
  return {
    name,
    cells: {
      ...base,
      "ECDSA µs": cell(median(ecdsa)),
      "ECDSA resumed": cell(median(samples(other, true))),
      "ECDSA to RSA": cell(medianRatio(ecdsa, rsa)),
    },
    goal: goals[version],
  };
}

/** An RSA key of 2048 bits takes the processor long to sign with; one of P-256 does not. */
const goals: Readonly<Record<HandshakeKind["version"], Goal>> = {
  "TLSv1.2": { column: "ECDSA to RSA", atMost: 0.42 },
  "TLSv1.3": { column: "ECDSA to RSA", atMost: 0.5 },
};
