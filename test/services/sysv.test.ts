import { describe, expect, it } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { sysv } from "../../src/services/sysv.ts";

/** A box with one script; `works: false` is one that says success and does nothing. */
function box({ script = true, atBoot = true, works = true, active = false } = {}) {
  let up = active;
  return new MemoryHost({
    files: {
      ...(script ? { "/etc/init.d/nginx": { content: "#!/bin/sh", mode: 0o755 } } : {}),
      ...(atBoot
        ? { "/etc/rc2.d/S01nginx": { target: "../init.d/nginx" } }
        : { "/etc/rc2.d/K01nginx": { target: "../init.d/nginx" } }),
    },
    run: ([program, , verb]) => {
      if (program === "update-rc.d") return {};
      if (program !== "service") return undefined;
      if (verb === "status") return { code: up ? 0 : 3 };
      if (works && verb !== "reload") up = verb === "start";
      return { stdout: `${verb} nginx: ${works ? "ok" : "bind() failed"}\n`, code: 0 };
    },
  });
}

const ran = (host: MemoryHost) =>
  host.commands.map((argv) => argv.join(" ")).filter((line) => !line.endsWith("status"));

describe("System V scripts", () => {
  it("tell the state by status and the links of the run levels", async () => {
    expect(await sysv.state(box({ active: true }), "nginx")).toEqual({
      loaded: true,
      active: true,
      enabled: true,
      masked: false,
    });
    expect(await sysv.state(box({ atBoot: false }), "nginx")).toEqual({
      loaded: true,
      active: false,
      enabled: false,
      masked: false,
    });
    expect(await sysv.state(box({ script: false, atBoot: false }), "nginx")).toMatchObject({
      loaded: false,
      active: false,
    });
  });

  it("tell one start from the next by the process that wrote its id, and when it began", async () => {
    const host = box({ active: true });
    host.place("/run/nginx/nginx.pid", "612\n");
    const began = (ticks: number) => `612 (nginx: (a) b) S ${"0 ".repeat(18)}${ticks} 8\n`;
    host.place("/proc/612/stat", began(4711));
    expect(await sysv.state(host, "nginx")).toMatchObject({ invocation: "612 4711" });
    host.place("/proc/612/stat", began(5211));
    expect(await sysv.state(host, "nginx")).toMatchObject({ invocation: "612 5211" });
    host.displace("/proc/612");
    expect(await sysv.state(host, "nginx")).not.toHaveProperty("invocation");
  });

  it("start, reload and stop", async () => {
    const host = box();
    await sysv.start(host, "nginx");
    await sysv.reload(host, "nginx");
    await sysv.stop(host, "nginx");
    expect(ran(host)).toEqual(["service nginx start", "service nginx reload", "service nginx stop"]);
  });

  it("are not believed when they say success", async () => {
    await expect(sysv.start(box({ works: false }), "nginx")).rejects.toMatchObject({
      message: "nginx did not start.",
      said: "start nginx: bind() failed",
    });
    await expect(sysv.stop(box({ works: false, active: true }), "nginx")).rejects.toMatchObject({
      message: "nginx did not stop.",
    });
  });

  it("change the links only where they must", async () => {
    const enabled = box();
    await sysv.enable(enabled, "nginx");
    expect(ran(enabled)).toEqual([]);
    await sysv.disable(enabled, "nginx");
    expect(ran(enabled)).toEqual(["update-rc.d nginx disable"]);
    const disabled = box({ atBoot: false });
    await sysv.enable(disabled, "nginx");
    expect(ran(disabled)).toEqual(["update-rc.d nginx defaults", "update-rc.d nginx enable"]);
  });

  it("are the operator's affair when missing, and nothing to stop", async () => {
    const host = box({ script: false, atBoot: false });
    await expect(sysv.start(host, "nginx")).rejects.toMatchObject({ kind: "operator" });
    await sysv.stop(host, "nginx");
    expect(ran(host)).toEqual([]);
  });
});
