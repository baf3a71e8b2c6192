import type { Installation } from "../../core/facts.ts";
import type { Environment } from "../../environment.ts";
import { readStatus } from "../../status.ts";
import type { MenuStatus } from "../context.ts";

/** The endpoint's state for the menu, proven by a live handshake. */
export async function menuStatus(environment: Environment, installation: Installation): Promise<MenuStatus> {
  // Counted first: the proof opens some itself.
  const sockets = await openSockets(environment);
  const status = await readStatus(environment, installation);
  const { lastRun, lastKind, interrupted, unfinished } = installation;
  return {
    ...status,
    sockets,
    lastRun,
    lastKind,
    interrupted,
    ...(unfinished && { unfinished: unfinished.of }),
    owned: ownedBy(installation),
  };
}

/** What clients miss comes first: a small screen shows the beginning alone. */
function ownedBy({ paths, units, ports }: Installation): readonly string[] {
  return [
    ...Object.keys(units).map((unit) => `service ${unit}`),
    ...ports.map(({ port, family }) => `port ${port}/tcp${family === undefined ? "" : ` over IPv${family}`}`),
    ...Object.keys(paths).sort(),
  ];
}

/** Connections of clients that are open now: ss(8). */
async function openSockets({ host, ports }: Environment): Promise<number> {
  const filter = ["state", "established", `sport = :${ports.https}`];
  const { stdout } = await host.run(["ss", "-Htn", ...filter], { timeout: 5_000 });
  return stdout.split("\n").filter((line) => line.trim() !== "").length;
}
