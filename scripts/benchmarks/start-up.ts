import { firstFrame } from "./first-frame.ts";
import { groundWithCertbot, here } from "./ground.ts";
import type { Part, Row } from "./part.ts";
import { runToEnd } from "./run-to-end.ts";
import { inTurns } from "./turns.ts";

const nothing = "node -e 0";
const certbot = "certbot --version";
const screen = "wss-setup, first screen";

export const startUp: Part = {
  name: "start-up",
  title: "Start-up, against a Node that does nothing and against certbot",
  measure: async (runs) => [...(await verbs(runs)), ...(await wizard(runs))],
};

function verbs(runs: number): Promise<readonly Row[]> {
  const { node, launcher } = here;
  const asked = ["--version", "--help", "schema"];
  const tasks = [
    runToEnd(nothing, here, [node, "-e", "0"]),
    ...asked.map((word) => runToEnd(`wss-setup ${word}`, here, [node, launcher, word])),
  ];
  const comparisons = asked.map((word) => ({
    name: `wss-setup ${word}`,
    against: nothing,
    ...(word === "--version" ? { goal: 2 } : {}),
  }));
  return inTurns(tasks, [{ name: nothing }, ...comparisons], runs);
}

async function wizard(runs: number): Promise<readonly Row[]> {
  const ground = await groundWithCertbot();
  if ("reason" in ground) return [{ name: screen, against: certbot, goal: 0.35, skipped: ground.reason }];
  try {
    const tasks = [runToEnd(certbot, ground, ["certbot", "--version"]), firstFrame(screen, ground)];
    return await inTurns(tasks, [{ name: certbot }, { name: screen, against: certbot, goal: 0.35 }], runs);
  } finally {
    ground.leave();
  }
}
