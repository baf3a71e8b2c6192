import { describe, expect, it } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { systemd } from "../../src/services/systemd.ts";

const running = {
  LoadState: "loaded",
  ActiveState: "active",
  UnitFileState: "enabled",
  Type: "forking",
  Result: "success",
};

interface Said {
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** A systemd with one unit; `verbs` says what else its commands answer. */
function box(unit: Readonly<Record<string, string>>, verbs: Readonly<Record<string, Said>> = {}) {
  return new MemoryHost({
    run: ([program, verb = ""]) => {
      if (program === "journalctl") return verbs.journal ?? {};
      if (program !== "systemctl") return undefined;
      if (verb !== "show") return verbs[verb] ?? {};
      return {
        stdout: Object.entries(unit)
          .map(([key, value]) => `${key}=${value}\n`)
          .join(""),
      };
    },
  });
}

const ran = (host: MemoryHost) =>
  host.commands.map((argv) => argv.join(" ")).filter((line) => !line.includes(" show "));

describe("systemd", () => {
  it("reloads no timer: systemd would refuse", async () => {
    const host = box(running, { reload: { code: 1, stderr: "Job type reload is not applicable" } });
    await systemd.reload(host, "wss-setup-renew.timer");
    expect(ran(host)).toEqual([]);
  });

  it.each([
    [running, { loaded: true, active: true, enabled: true, masked: false }],
    [
      { ...running, InvocationID: "4f1c" },
      { loaded: true, active: true, enabled: true, masked: false, invocation: "4f1c" },
    ],
    [
      { ...running, ActiveState: "failed", UnitFileState: "disabled", InvocationID: "4f1c" },
      { loaded: true, active: false, enabled: false, masked: false },
    ],
    [
      { LoadState: "not-found", ActiveState: "inactive", UnitFileState: "" },
      { loaded: false, active: false, enabled: false, masked: false },
    ],
    [
      { LoadState: "masked", ActiveState: "inactive", UnitFileState: "masked" },
      { loaded: false, active: false, enabled: false, masked: true },
    ],
  ])("tells the state of a unit (%#)", async (unit, facts) => {
    expect(await systemd.state(box(unit), "nginx")).toEqual(facts);
  });

  it("asks the links of a System V script whether it starts at boot", async () => {
    const generated = { ...running, UnitFileState: "generated" };
    expect((await systemd.state(box(generated), "old")).enabled).toBe(true);
    expect((await systemd.state(box(generated, { "is-enabled": { code: 1 } }), "old")).enabled).toBe(false);
  });

  it("reloads and never restarts", async () => {
    const host = box(running);
    await systemd.reload(host, "nginx");
    expect(ran(host)).toEqual(["systemctl reload nginx.service"]);
  });

  it("leaves a timer its own name", async () => {
    const host = box(running);
    await systemd.enable(host, "certbot.timer");
    expect(ran(host)).toEqual(["systemctl enable --quiet certbot.timer"]);
  });

  it("says why a unit did not start, with its last words", async () => {
    const verbs = {
      start: { code: 1, stderr: "Job for nginx.service failed.\n" },
      journal: { stdout: "bind() to 0.0.0.0:80 failed\n" },
    };
    await expect(systemd.start(box(running, verbs), "nginx")).rejects.toMatchObject({
      kind: "outside",
      exitCode: 1,
      message: "nginx did not start.",
      said: "Job for nginx.service failed.\nbind() to 0.0.0.0:80 failed",
    });
  });

  it.each(["start", "restart", "reload"] as const)(
    "tells no value of the unit's variables with its last words (%s)",
    async (act) => {
      const verbs = {
        [act]: { code: 1, stderr: "Job for caddy.service failed.\n" },
        journal: { stdout: "environment: TOKEN=s3cret-token\nPASSWORD='pass word'\nbind() failed\n" },
      };
      const unit = {
        ...running,
        Environment: 'TOKEN=s3cret-token "PASSWORD=pass word"',
      };
      await expect(systemd[act](box(unit, verbs), "caddy")).rejects.toMatchObject({
        said: "Job for caddy.service failed.\nenvironment: TOKEN={$TOKEN}\nPASSWORD='{$PASSWORD}'\nbind() failed",
      });
    },
  );

  it.each([
    ["does not say", { code: 1 }],
    ["breaks off", new Error("broken pipe")],
  ])("leaves a unit's last words out where systemd %s what its variables are", async (_, answer) => {
    const verbs = {
      start: { code: 1, stderr: "Job failed.\n" },
      journal: { stdout: "TOKEN=s3cret-token\n" },
    };
    const host = box(running, verbs);
    const run = host.run.bind(host);
    host.run = async (argv, options) => {
      if (!argv.some((arg) => arg.includes("EnvironmentFiles"))) return run(argv, options);
      if (answer instanceof Error) throw answer;
      return { stdout: "", stderr: "", ...answer };
    };
    await expect(systemd.start(host, "caddy")).rejects.toMatchObject({
      kind: "outside",
      message: "caddy did not start.",
      said: "Job failed.",
    });
  });

  it("does not take the end of the job for a running unit", async () => {
    const dead = { ...running, Type: "simple", ActiveState: "failed", Result: "exit-code" };
    await expect(
      systemd.start(box(dead, { journal: { stdout: "my last words" } }), "x"),
    ).rejects.toMatchObject({ said: "my last words" });
    const once = { ...running, Type: "oneshot", ActiveState: "inactive", Result: "success" };
    await systemd.start(box(once), "x");
  });

  it("leaves masked and missing units to the operator", async () => {
    const masked = box({ LoadState: "masked" });
    for (const act of [systemd.start, systemd.enable, systemd.reload]) {
      await expect(act(masked, "nginx")).rejects.toMatchObject({
        kind: "operator",
        next: "systemctl unmask nginx",
      });
      await expect(act(box({ LoadState: "not-found" }), "nginx")).rejects.toMatchObject({
        kind: "operator",
        message: "There is no usable unit nginx.service.",
      });
    }
    expect(ran(masked)).toEqual([]);
  });

  it("has nothing to stop or disable where nothing is", async () => {
    const host = box({ LoadState: "not-found", ActiveState: "inactive", UnitFileState: "" });
    await systemd.stop(host, "gone");
    await systemd.disable(host, "gone");
    expect(ran(host)).toEqual([]);
  });

  it("stops a unit that failed, which may be about to start once more, and lets systemd forget how it ended", async () => {
    const host = box({ ...running, ActiveState: "failed" });
    await systemd.stop(host, "broken");
    expect(ran(host)).toEqual(["systemctl stop broken.service", "systemctl reset-failed broken.service"]);
  });

  it("lets systemd forget a unit that failed and is gone", async () => {
    const host = box({ LoadState: "not-found", ActiveState: "failed", UnitFileState: "" });
    await systemd.stop(host, "gone");
    expect(ran(host)).toEqual(["systemctl reset-failed gone.service"]);
  });
});
