import { expect, it } from "vitest";
import { writeFile } from "../../../../src/core/build-step.ts";
import { stands } from "../../../../src/core/journal.ts";
import type { Service } from "../../../../src/core/step.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { runPlan } from "../../../../src/interpreters/apply/run-plan.ts";
import { takeBackRuns, withSession } from "../../../../src/session.ts";
import { emptyBox, planOf } from "../../../helpers/facts.ts";

const why = "for the test";
const path = "/etc/systemd/system/wss-setup-renew.timer";
const service: Service = {
  kind: "Service",
  id: "service:wss-setup-renew.timer",
  title: "wss-setup-renew.timer",
  why,
  action: "create",
  undo: "exact",
  unit: "wss-setup-renew.timer",
  enable: true,
  want: "running",
};

it("the file of a unit that cannot be stopped stays for the next undo, which stops it", async () => {
  let active = false;
  let refuses = true;
  const host = new MemoryHost({
    files: { "/run/systemd/system": { folder: true } },
    run: async (argv, _, on) => {
      const [program, verb] = argv;
      if (program !== "systemctl") return undefined;
      if (verb === "stop" && refuses) return { code: 1, stderr: "Access denied" };
      if (verb === "start" || verb === "stop") active = verb === "start";
      const loaded = (await on.stat(path)) === undefined ? "not-found" : "loaded";
      return {
        stdout: `LoadState=${loaded}\nActiveState=${active ? "active" : "inactive"}\nUnitFileState=\n`,
      };
    },
  });
  const before = host.toJSON();
  const environment = await realEnvironment(host);
  const steps = [writeFile(emptyBox, { path, content: "[Timer]\n", mode: 0o644, why }), service];
  const run = {
    facts: emptyBox,
    verb: "apply",
    version: "0.0.0",
    signal: new AbortController().signal,
  } as const;
  const undo = () =>
    withSession(
      environment,
      () => {},
      (session) => takeBackRuns(session, session.journal.runs.filter(stands), "request"),
    );
  await withSession(
    environment,
    () => {},
    (session) => runPlan(planOf(steps), { ...session, ...run }),
  );
  expect(await undo()).toEqual([
    "wss-setup-renew.timer did not stop.: Access denied",
    `${path} stays as long as wss-setup-renew.timer does`,
  ]);
  refuses = false;
  expect(await undo()).toEqual([]);
  expect(active).toBe(false);
  expect(host.toJSON()).toEqual(before);
});
