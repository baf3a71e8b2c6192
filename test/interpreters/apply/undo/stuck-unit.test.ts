import { expect, it } from "vitest";
import { writeFile } from "../../../../src/core/build-step.ts";
import type { Service } from "../../../../src/core/step.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { emptyBox } from "../../../helpers/facts.ts";
import { runSteps, undoRuns } from "../run-steps.ts";

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
  const steps = [writeFile(emptyBox, { path, content: "[Timer]\n", mode: 0o644, why }), service];
  await runSteps(host, steps);
  expect(await undoRuns(host)).toEqual([
    "wss-setup-renew.timer did not stop.: Access denied",
    `${path} stays as long as wss-setup-renew.timer does`,
  ]);
  refuses = false;
  expect(await undoRuns(host)).toEqual([]);
  expect(active).toBe(false);
  expect(host.toJSON()).toEqual(before);
});
