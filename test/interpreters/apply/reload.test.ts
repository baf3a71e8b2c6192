import { expect, it } from "vitest";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { reloadAndSettle } from "../../../src/interpreters/apply/reload.ts";
import type { ServiceManager } from "../../../src/services/service.ts";
import { systemd } from "../../../src/services/systemd.ts";
import { sysv } from "../../../src/services/sysv.ts";

const workers = { pidFile: "/run/nginx.pid", accepting: "worker process$" };

/** A box with two nginx: the unit's (its parent is 10) and a container's (20), whose workers no reload of ours ends. */
function box({ takes = true, main = "10" } = {}) {
  let ours = ["11 nginx: worker process", "12 nginx: worker process"];
  let clock = 0;
  const families: Readonly<Record<string, () => readonly string[]>> = {
    10: () => ours,
    20: () => ["21 nginx: worker process"],
  };
  const host = new MemoryHost({
    files: { "/run/nginx.pid": main === "0" ? "" : `${main}\n`, "/etc/init.d/nginx": "#!/bin/sh\n" },
    run: ([program, ...args]) => {
      if (args.includes("reload") && takes) {
        ours = [
          "11 nginx: worker process is shutting down",
          "12 nginx: worker process",
          "31 nginx: worker process",
        ];
      }
      if (program === "sleep") {
        clock += 1000;
        if (takes) ours = ours.filter((line) => !line.startsWith("12 "));
      }
      if (program === "ps") {
        const parent = args[args.indexOf("--ppid") + 1] ?? "";
        const seen = args.includes("--ppid")
          ? families[parent]?.()
          : Object.values(families).flatMap((list) => list());
        return { stdout: `${(seen ?? []).map((line) => `   ${line}`).join("\n")}\n` };
      }
      return { stdout: `LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nMainPID=${main}\n` };
    },
  });
  host.now = () => new Date(clock);
  return host;
}

const managers: readonly ServiceManager[] = [systemd, sysv];

it.each(managers)(
  "$id: a reload is over when the unit's own old workers step back, whoever else runs nginx",
  async (manager) => {
    const host = box();
    await reloadAndSettle(host, manager, { unit: "nginx", workers });
    expect(host.commands.filter(([program]) => program === "sleep")).toHaveLength(1);
  },
);

it.each(managers)("$id: a reload that the workers do not heed is told", async (manager) => {
  await expect(reloadAndSettle(box({ takes: false }), manager, { unit: "nginx", workers })).rejects.toThrow(
    "nginx did not take its new configuration",
  );
});

it.each(managers)(
  "$id: a reload does not wait for workers of a parent that cannot be told",
  async (manager) => {
    const host = box({ takes: false, main: "0" });
    await reloadAndSettle(host, manager, { unit: "nginx", workers });
    expect(host.commands.some(([program]) => program === "sleep")).toBe(false);
  },
);

it("waits, where workers are told by that alone, until the old ones no longer listen", async () => {
  let listening = ["10", "11", "12"];
  let slept = 0;
  const host = new MemoryHost({
    run: ([program, ...args]) => {
      if (program === "sleep") {
        slept += 1;
        listening = slept === 1 ? ["10", "12", "31"] : ["10", "31"];
      }
      if (program === "ps")
        return { stdout: "  11 /usr/sbin/apache2 -k start\n  12 /usr/sbin/apache2 -k start\n" };
      if (program === "ss") {
        const users = listening.map((pid) => `("apache2",pid=${pid},fd=4)`).join(",");
        return { stdout: `LISTEN 0 511 *:443 *:* users:(${users})\n` };
      }
      if (args.includes("reload")) listening = ["10", "11", "12", "31"];
      return { stdout: "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nMainPID=10\n" };
    },
  });
  await reloadAndSettle(host, systemd, { unit: "apache2", workers: { pidFile: "/run/apache2.pid" } });
  expect(slept).toBe(2);
});
