import { expect, test } from "vitest";
import { writeFile } from "../../../../src/core/build-step.ts";
import { sha256 } from "../../../../src/core/sha256.ts";
import type { Service } from "../../../../src/core/step.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { runPlan } from "../../../../src/interpreters/apply/run-plan.ts";
import { withSession } from "../../../../src/session.ts";
import { emptyBox, planOf } from "../../../helpers/facts.ts";

const path = "/etc/proxy.cfg";
const good = "good\n";

const restart: Service = {
  kind: "Service",
  id: "service:proxy",
  title: "proxy: restart",
  why: "for the test",
  action: "update",
  undo: "exact",
  unit: "proxy",
  enable: true,
  want: "running",
  restart: true,
};

/** A box whose proxy runs, and starts with a good configuration alone. */
function boxWithProxy() {
  let active = true;
  const host: MemoryHost = new MemoryHost({
    files: { [path]: good, "/run/systemd/system": "" },
    run: async ([program, verb]) => {
      if (program !== "systemctl") return { code: 0 };
      if (verb === "stop") active = false;
      if (verb === "start" || verb === "restart") active = (await host.readFile(path))?.toString() === good;
      const state = active ? "active" : "failed";
      return {
        code: active || verb === "show" ? 0 : 1,
        stdout: `LoadState=loaded\nActiveState=${state}\nUnitFileState=enabled\n`,
      };
    },
  });
  return { host, isActive: () => active };
}

test("a proxy that a restart ended runs again, with the configuration of before", async () => {
  const { host, isActive } = boxWithProxy();
  const file = { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: sha256(good), text: good } as const;
  const facts = { ...emptyBox, files: { [path]: file } };
  const steps = [writeFile(facts, { path, content: "faulty\n", mode: 0o644, why: "for the test" }), restart];
  const { signal } = new AbortController();
  const run = withSession(
    await realEnvironment(host),
    () => {},
    (session) => runPlan(planOf(steps), { ...session, facts, verb: "apply", version: "0.0.0", signal }),
  );
  await expect(run).rejects.toMatchObject({ exitCode: 1 });
  expect((await host.readFile(path))?.toString()).toBe(good);
  expect(isActive()).toBe(true);
});
