import type { Part, Row } from "../part.ts";
import { patience } from "./client/socket.ts";
import type { Stand } from "./lab.ts";
import { mostSockets } from "./machine-limits.ts";
import { absentRows, notMeasured, skippedTable, withoutLab } from "./not-measured.ts";

const columns = [
  { name: "asked for", digits: 0 },
  { name: "held", digits: 0 },
  { name: "KB a socket", digits: 0 },
  { name: "the next one" },
];

/** What wss-setup makes room for, and how many of them must really be held. */
const most = 10_000;
const goal = 9_800;

export const capacity: Part = {
  name: "capacity",
  measure: async ({ quick }, openLab) => {
    const title = "Capacity: WebSockets that are held at once, each with a message there and back";
    const lab = await openLab();
    if (withoutLab(lab)) return skippedTable(title, columns, lab.reason);
    const wanted = mostSockets(quick ? 500 : most);
    const rows: Row[] = [];
    for (const stand of lab.stands.filter(({ contender }) => contender.key === "rsa"))
      rows.push(await hold(stand, wanted));
    return { title, columns, rows: [...rows, ...absentRows(lab)] };
  },
};

async function hold({ contender, box, service, startClient }: Stand, wanted: number): Promise<Row> {
  const { name, way } = contender;
  // Afresh, as programs keep memory that they needed once.
  await box.run(["systemctl", "restart", service.unit]);
  await box.listens(way === "direct" ? 9944 : 443);
  const client = startClient();
  const row = {
    name,
    ...(way === "ours" && wanted >= goal ? { goal: { column: "held", atLeast: goal } } : {}),
  };
  try {
    // What the first handshake brings in is no socket's.
    await client.fill(1);
    const before = service.memory();
    const { open, refused } = await client.fill(wanted);
    await client.exchange(64, open, 10 * patience);
    const each = (service.memory() - before) / open;
    const { open: held } = await client.count();
    return { ...row, cells: { "asked for": wanted, held, "KB a socket": each, "the next one": refused } };
  } catch (error) {
    return notMeasured(contender, { "asked for": wanted }, (error as Error).message);
  } finally {
    await client.end();
    await service.cpu();
  }
}
