import { firstFrame } from "./first-frame.ts";
import { groundWithCertbot, here } from "./ground.ts";
import type { Part, Row } from "./part.ts";
import { type RunTime, runToEnd } from "./run-to-end.ts";
import { median, medianRatio } from "./statistics.ts";
import { figures, inTurns, type Task } from "./turns.ts";

const nothing = "node -e 0";
const certbot = "certbot --version";
const screen = "wss-setup, first screen";

/** A pair of tasks of which the first is looked at; the goal is about the time by the clock. */
type Comparison = { readonly name: string; readonly against?: string; readonly goal?: number };

export const startUp: Part = {
  name: "start-up",
  measure: async ({ runs }) => ({
    title: `Start-up, against a Node that does nothing and against certbot (medians of ${runs} turns)`,
    columns: [
      { name: "ms", digits: 0 },
      { name: "CPU ms", digits: 0 },
      { name: "against" },
      { name: "time", digits: 2 },
      { name: "CPU", digits: 2 },
    ],
    rows: [...(await verbs(runs)), ...(await wizard(runs))],
  }),
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
  return compare(tasks, [{ name: nothing }, ...comparisons], runs);
}

async function wizard(runs: number): Promise<readonly Row[]> {
  const ground = await groundWithCertbot();
  if ("reason" in ground) return [{ name: screen, cells: { against: certbot }, skipped: ground.reason }];
  try {
    const tasks = [runToEnd(certbot, ground, ["certbot", "--version"]), firstFrame(screen, ground)];
    return await compare(tasks, [{ name: certbot }, { name: screen, against: certbot, goal: 0.35 }], runs);
  } finally {
    ground.leave();
  }
}

async function compare(
  tasks: readonly Task<RunTime>[],
  comparisons: readonly Comparison[],
  runs: number,
): Promise<readonly Row[]> {
  const outcomeOf = await inTurns(tasks, runs);
  return comparisons.map(({ name, against, goal }) => {
    const outcome = outcomeOf(name);
    if (!outcome.ok) return { name, cells: { against }, skipped: outcome.reason };
    const [walls, cpus] = [figures(outcome, ({ wall }) => wall), figures(outcome, ({ cpu }) => cpu)];
    const times = { ms: median(walls), "CPU ms": median(cpus) };
    if (against === undefined) return { name, cells: times };
    const base = outcomeOf(against);
    const time = medianRatio(
      walls,
      figures(base, ({ wall }) => wall),
    );
    const cpu = medianRatio(
      cpus,
      figures(base, ({ cpu }) => cpu),
    );
    const row = { name, cells: { ...times, against, time, CPU: cpu } };
    return goal === undefined ? row : { ...row, goal: { column: "time", atMost: goal } };
  });
}
