import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import { type Cells, cellsOf } from "../../helpers/matrix.ts";
import { type Found, unpacked } from "../../helpers/unpacked.ts";
import { liveProxies } from "./live-proxies.ts";
import type { Build, LiveProxy } from "./live-proxy.ts";
import { Scene } from "./scene.ts";

type Register = Cells["sampled"];

/** How a check is told: where it runs always. All of them run everywhere under `scripts/test --all`. */
export interface Checks {
  readonly everySuite: Register;
  /** One suite of each proxy, each check in turn another: for what starts a server of its own, or takes its time. */
  readonly oneSuite: Register;
}

/** Checks of one noun: what is looked at in a scene. */
export type Check<Own extends object = object> = (scene: Scene<Own>, checks: Checks) => void;

/** Checks that hold for every proxy, on every suite that has it. */
export async function describeLive(title: string, checks: readonly Check[]): Promise<void> {
  const cells = cellsOf(`${title}, on every proxy`);
  for (const live of liveProxies) await describeSuites(live, title, checks, cells);
}

/** Checks of one proxy alone. @param suites all of its own when left out */
export async function describeOne<Own extends object>(
  live: LiveProxy<Own>,
  title: string,
  check: Check<Own>,
  suites?: readonly string[],
): Promise<void> {
  await describeSuites(live, title, [check], cellsOf(`${title}, on ${live.proxy.title}`), suites);
}

async function describeSuites<Own extends object>(
  live: LiveProxy<Own>,
  title: string,
  checks: readonly Check<Own>[],
  cells: Cells,
  suites: readonly string[] = Object.keys(live.builds),
): Promise<void> {
  const builds = Object.entries(live.builds).filter(([suite]) => suites.includes(suite));
  const found = await Promise.all(builds.map(([suite, build]) => find(live, suite, build)));
  for (const [index, [suite, build]] of builds.entries()) {
    const program = found[index] ?? { reason: "" };
    describe(`${title}, ${live.proxy.title} of ${suite}`, () => {
      if ("reason" in program) {
        it.skip(`${live.proxy.title} of ${suite}: ${program.reason}`, () => undefined);
        return;
      }
      const scene = new Scene(live, suite, { ...build, ...program });
      beforeAll(() => scene.open());
      afterEach(() => scene.clear());
      afterAll(() => scene.close());
      let turn = 0;
      const oneSuite: Register = (name, run) => {
        (turn % builds.length === index ? cells.sampled : cells.rest)(name, run);
        turn += 1;
      };
      for (const check of checks) check(scene, { everySuite: cells.sampled, oneSuite });
    });
  }
}

/** The argv that runs the proxy, or why it cannot be had here. */
async function find<Own extends object>(
  { proxy, path }: LiveProxy<Own>,
  suite: string,
  { packages }: Build,
): Promise<Found> {
  if (packages.length === 0) return { argv: [process.execPath, path] };
  return unpacked({ suite, name: proxy.id, packages, path });
}
