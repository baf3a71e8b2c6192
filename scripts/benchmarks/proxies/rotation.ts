import type { Part, Row } from "../part.ts";
import type { Client } from "./client.ts";
import type { Stand } from "./lab.ts";
import { absentRows, notMeasured, skippedTable, withoutLab } from "./not-measured.ts";
import { runOurs } from "./run-ours.ts";

const columns = [
  { name: "sockets", digits: 0 },
  { name: "messages", digits: 0 },
  { name: "dropped", digits: 0 },
  { name: "seconds", digits: 1 },
];

/** Sockets that talk all the while. */
const count = 200;

/** Milliseconds between two looks whether the rotation is over. */
const round = 1_000;

export const rotation: Part = {
  name: "rotation",
  measure: async (_, openLab) => {
    const title = "Rotation: WebSockets that talk while `wss-setup rotate` brings a new certificate and key";
    const lab = await openLab();
    if (withoutLab(lab)) return skippedTable(title, columns, lab.reason);
    const rows: Row[] = [];
    for (const stand of lab.stands.filter(({ contender: { way, key } }) => way === "ours" && key === "rsa"))
      rows.push(await rotate(stand));
    return { title, columns, rows: [...rows, ...absentRows(lab)] };
  },
};

async function rotate({ contender, box, startClient }: Stand): Promise<Row> {
  const { name, proxy } = contender;
  // A reload of Caddy ends what is open: wss-setup says so, and asks.
  const row = { name, ...(proxy === "caddy" ? {} : { goal: { column: "dropped", atMost: 0 } }) };
  const client = startClient();
  try {
    const { open, refused } = await client.fill(count);
    if (open < count) throw new Error(`it holds ${open} sockets (${refused})`);
    const started = performance.now();
    const rotating = runOurs(box, ["rotate", "--yes"]);
    const messages = await talkUntil(rotating, client);
    const seconds = (performance.now() - started) / 1000;
    await rotating;
    const { dropped } = await client.count();
    return { ...row, cells: { sockets: count, messages, dropped, seconds } };
  } catch (error) {
    return notMeasured(contender, { sockets: count }, (error as Error).message);
  } finally {
    await client.end();
  }
}

/** All sockets talk until the job is over and once more after it. @returns how many messages came back */
async function talkUntil(job: Promise<unknown>, client: Client): Promise<number> {
  let over = false;
  const end = () => {
    over = true;
  };
  job.then(end, end);
  let messages = 0;
  for (let rounds = 0; rounds < 1 || !over; rounds += 1) messages += await talk(client, round);
  return messages + (await talk(client, round));
}

/** A socket that is dropped leaves a message without an answer; that is counted as dropped. */
async function talk(client: Client, limit: number): Promise<number> {
  const { open } = await client.count();
  if (open === 0) return 0;
  const all = await client.exchange(64, open * 1_000_000, limit).catch(() => ({ messages: 0 }));
  return all.messages;
}
