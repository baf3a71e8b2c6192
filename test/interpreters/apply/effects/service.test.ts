import { expect, it } from "vitest";
import type { Service } from "../../../../src/core/step.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { runPlan } from "../../../../src/interpreters/apply/run-plan.ts";
import { holdingStarts, policyFile } from "../../../../src/packages/held-starts.ts";
import { withSession } from "../../../../src/session.ts";
import { emptyBox, someAnswers } from "../../../helpers/facts.ts";
import { fakeSystemctl } from "../../../helpers/fake-systemctl.ts";

const step: Service = {
  kind: "Service",
  id: "service:proxy",
  title: "proxy",
  why: "for the test",
  action: "create",
  undo: "exact",
  unit: "proxy",
  enable: true,
  want: "running",
};

it("lets the service go that a run held which was killed, and is gone on from", async () => {
  const host = new MemoryHost({
    files: { "/run/systemd/system": { folder: true }, "/usr/sbin": { folder: true } },
    run: fakeSystemctl,
  });
  const policy = await holdingStarts(host, ["proxy"], () => host.readFile(policyFile));
  host.place(policyFile, { content: policy ?? "", mode: 0o755 });
  const plan = { answers: someAnswers, steps: [step], problems: [], warnings: [], drift: [], left: [] };
  const facts = emptyBox;
  const signal = new AbortController().signal;
  await withSession(
    await realEnvironment(host),
    () => {},
    (session) =>
      runPlan({ format: 1, ...plan }, { ...session, facts, verb: "apply", version: "0.0.0", signal }),
  );
  expect(await host.stat(policyFile)).toBeUndefined();
});
