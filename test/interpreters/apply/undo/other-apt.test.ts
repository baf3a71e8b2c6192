import { expect, it } from "vitest";
import { exitCode, type Failure } from "../../../../src/core/errors.ts";
import type { MemoryHost } from "../../../../src/host/memory-host.ts";
import { runProgram } from "../../../helpers/debian/programs.ts";
import { recovering, takingBack } from "../in-memory/jobs.ts";
import { killPoints } from "../in-memory/kill-points.ts";
import { after, later, Scene } from "../in-memory/scene.ts";
import { differences, wholeTree } from "../in-memory/trees.ts";

const held =
  "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (unattended-upgr)\n";

/** Another box in the same state, on which another apt never ends; `sleep` lets time pass. */
function withOtherApt(box: MemoryHost, minutes: number, onSecond: (passed: number) => void = () => {}) {
  let passed = 0;
  const start = later(box, minutes).now().getTime();
  const machine = box.clone({
    run: (argv, options, host) => {
      if (argv[0] === "sleep") {
        passed += Number(argv[1]);
        onSecond(passed);
        return {};
      }
      const changes = (argv[0] === "apt-get" && !argv.includes("-s")) || argv[0] === "dpkg";
      return changes ? { code: 100, stderr: held } : runProgram(argv, options, host);
    },
  });
  machine.now = () => new Date(start + passed * 1000);
  return { machine, passed: () => passed };
}

const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => expect.unreachable("it must fail"),
    (error: Failure) => error,
  );

it("an undo waits ten minutes for another apt as a whole, however many runs it takes back", async () => {
  const scene = new Scene("nginx", "self-signed");
  const both = await after(await scene.installed(), 1, scene.changing());
  const { machine, passed } = withOtherApt(both, 5);
  const failure = await failureOf(takingBack("remove")(machine));
  expect(failure.exitCode).toBe(exitCode.rollbackIncomplete);
  expect(failure.message).toMatch(/another apt or dpkg was still at work after 10 minutes/);
  expect(passed()).toBeGreaterThan(590);
  expect(passed()).toBeLessThan(620);
});

it("an undo that waits for another apt hears a stop, says what is left, and is ended by the next one", async () => {
  const scene = new Scene("nginx", "self-signed");
  const stop = new AbortController();
  const { machine, passed } = withOtherApt(await scene.installed(), 5, (seconds) => {
    if (seconds >= 3) stop.abort();
  });
  const failure = await failureOf(takingBack("undo", stop.signal)(machine));
  expect(failure.exitCode).toBe(exitCode.rollbackIncomplete);
  expect(failure.message).toMatch(/another apt or dpkg is at work, and we were to stop/);
  expect(passed()).toBeLessThan(5);
  const free = await after(machine.clone({ run: runProgram }), 20, takingBack("undo"));
  expect(differences(scene.untouched, wholeTree(free))).toEqual([]);
});

it("a recovery that waits for another apt hears a stop, and is ended by the next one", async () => {
  const scene = new Scene("nginx", "self-signed");
  const points = await killPoints(later(scene.fresh, 1), scene.installing());
  const cut = points.at(-1)?.box;
  if (cut === undefined) throw new Error("it changes nothing");
  const stop = new AbortController();
  const { machine, passed } = withOtherApt(cut, 5, () => stop.abort());
  const failure = await failureOf(scene.installing({ signal: stop.signal })(machine));
  expect(failure.exitCode).toBe(exitCode.rollbackIncomplete);
  expect(failure.message).toMatch(/^The interrupted run could not be taken back as a whole: another apt/);
  expect(passed()).toBeLessThan(5);
  const free = await after(machine.clone({ run: runProgram }), 20, recovering);
  const bare = await after(free, 30, takingBack("remove"));
  expect(differences(scene.untouched, wholeTree(bare))).toEqual([]);
});
