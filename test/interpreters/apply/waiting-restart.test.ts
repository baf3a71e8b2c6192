import { beforeEach, describe, expect, it } from "vitest";
import { writeFile } from "../../../src/core/build-step.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { type Plan, type Planners, plan, planRotation } from "../../../src/core/plan.ts";
import { realEnvironment } from "../../../src/environment.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import type { ApplyEvent } from "../../../src/interpreters/apply/events.ts";
import { runPlan } from "../../../src/interpreters/apply/run-plan.ts";
import { probeFiles } from "../../../src/probe/files.ts";
import { probeUnits } from "../../../src/probe/units.ts";
import { installation, type Session, withSession } from "../../../src/session.ts";
import { restartCheck } from "../../../src/status.ts";
import { takeBack } from "../../../src/take-back.ts";
import { emptyBox, plannersWith, someAnswers } from "../../helpers/facts.ts";

const path = "/etc/proxy/limits.conf";
const reason = "The proxy takes its limits only when it is started anew.";

/** How often the proxy was started. */
let starts: number;
let hours: number;
let box: MemoryHost;

beforeEach(() => {
  starts = 1;
  hours = 0;
  box = new MemoryHost({
    files: { "/run/systemd/system": { folder: true }, [path]: "limit 100\n" },
    run: (argv) => {
      if (argv[0] !== "systemctl") return { code: 0 };
      if (argv[1] === "restart") starts += 1;
      if (argv[1] !== "show") return { code: 0 };
      return {
        stdout: `LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nInvocationID=${starts}\n`,
      };
    },
  });
});

/** The same box an hour later, for a run of its own. */
function anHourLater(): void {
  hours += 1;
  box = box.clone({ now: new Date(Date.parse("2026-11-21T06:00:00Z") + hours * 3_600_000) });
}

async function inSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  return await withSession(await realEnvironment(box), () => {}, work);
}

async function look(): Promise<Facts> {
  const seen = await inSession(async ({ journal }) => installation(journal));
  const { services } = await realEnvironment(box);
  return {
    ...emptyBox,
    files: await probeFiles(box, [path, "/etc/wss-setup", "/etc/wss-setup/answers.yaml"], {
      texts: new Set([path]),
    }),
    units: await probeUnits(box, services, ["nginx"]),
    ...(seen && { installation: seen }),
  };
}

/** Planners whose proxy wants one file, which it takes up at a start alone. */
function planners(facts: Facts, mayRestart: boolean): Planners {
  const base = plannersWith({ mayRestart });
  const step = writeFile(facts, { path, content: "limit 9000\n", mode: 0o644, why: "for the test" });
  const nothing = { problems: [], warnings: [], refusesUnknownNames: true };
  const restart = step.action === "no-op" ? {} : { restart: reason };
  return { ...base, proxy: { ...base.proxy, plan: () => ({ ...nothing, steps: [step], ...restart }) } };
}

async function planNow(mayRestart = false, make = plan): Promise<Plan> {
  const facts = await look();
  return make(someAnswers, facts, planners(facts, mayRestart));
}

async function run(wanted: Plan): Promise<void> {
  anHourLater();
  const { signal } = new AbortController();
  const facts = await look();
  // What the endpoint answers is no affair of this test.
  const steps = wanted.steps.filter(({ kind }) => kind !== "Verify");
  await inSession((session) =>
    runPlan({ ...wanted, steps }, { ...session, facts, verb: "apply", version: "0.0.0", signal }),
  );
}

async function said(): Promise<readonly (string | undefined)[]> {
  const facts = await look();
  return [
    ...plan(someAnswers, facts, planners(facts, false)).warnings.map(({ text }) => text),
    ...restartCheck(facts, "nginx").map(({ cause }) => cause),
  ];
}

const waits = [`${reason} nginx was not started anew since; a restart closes its open connections.`, reason];

describe("a restart that nobody allowed yet", () => {
  beforeEach(async () => {
    await run(await planNow());
    expect(starts).toBe(1);
  });

  it("is told by the next plan and by the status, though nothing else is to do", async () => {
    expect(await said()).toEqual(waits);
    expect((await planNow()).steps.filter(({ action }) => action !== "no-op")).toEqual([]);
  });

  it("is still told after another run that only reloads", async () => {
    box.displace("/etc/wss-setup/answers.yaml");
    await run(await planNow());
    expect(await said()).toEqual(waits);
  });

  it("is made as soon as it is allowed, though nothing else is to do, and is told no more", async () => {
    const wanted = await planNow(true);
    expect(wanted.warnings).toEqual([]);
    await run(wanted);
    expect(starts).toBe(2);
    expect(await said()).toEqual([]);
    expect((await planNow(true)).steps.filter(({ action }) => action !== "no-op")).toEqual([]);
  });

  it("is told no more once the operator restarted by hand", async () => {
    await box.run(["systemctl", "restart", "nginx"]);
    expect(await said()).toEqual([]);
    expect((await planNow(true)).steps.some((step) => "restart" in step)).toBe(false);
  });

  it("is told no more once the change is taken back", async () => {
    await inSession((session) => takeBack(session, "undo"));
    expect((await look()).installation).toBeUndefined();
  });

  it("is no affair of a rotation", async () => {
    const rotation = await planNow(true, planRotation);
    expect(rotation.steps.some((step) => "restart" in step)).toBe(false);
    expect(rotation.warnings).toEqual([]);
  });
});

it("waits for nothing where the run restarted", async () => {
  await run(await planNow(true));
  expect(starts).toBe(2);
  expect(await said()).toEqual([]);
});

it("a run that restarted is taken back with a restart, which brings back what was in force before", async () => {
  await run(await planNow(true));
  await inSession((session) => takeBack(session, "undo"));
  expect(starts).toBe(3);
});

it("a change that was taken up by another's restart is taken back without one, and that is told", async () => {
  await run(await planNow());
  await box.run(["systemctl", "restart", "nginx"]);
  const lines: string[] = [];
  const onEvent = (event: ApplyEvent) => void (event.type === "line" && lines.push(event.line));
  await withSession(await realEnvironment(box), onEvent, (session) => takeBack(session, "undo"));
  expect(starts).toBe(2);
  expect(lines).toEqual([`${reason} nginx was not started anew now; a restart closes its open connections.`]);
});
