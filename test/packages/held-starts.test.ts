import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryHost, type Placed } from "../../src/host/memory-host.ts";
import { holdingStarts, policyFile, releaseStarts } from "../../src/packages/held-starts.ts";

const before = { mode: 0o755, content: "#!/bin/sh\nexit 101\n" };

function box(files: Readonly<Record<string, Placed>> = {}): MemoryHost {
  return new MemoryHost({ files: { "/usr/sbin": { folder: true }, ...files } });
}

/** What is at the policy's path while the work goes on. */
async function heldOn(host: MemoryHost, units: readonly string[] = ["nginx"]): Promise<string | undefined> {
  return holdingStarts(host, units, async () => (await host.readFile(policyFile))?.toString("utf8"));
}

describe("the policy, asked by a real shell", () => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "wss-setup-policy-"));
    script = join(folder, "policy-rc.d");
    writeFileSync(script, (await heldOn(box(), ["nginx", "it's"])) ?? "", { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  // As invoke-rc.d and deb-systemd-invoke of bullseye to trixie call it.
  it.each([
    [101, ["nginx", "start", "5"]],
    [101, ["nginx", "(start)", "unknown"]],
    [101, ["nginx", "restart", "5"]],
    [101, ["nginx.service", "start"]],
    [101, ["nginx.service", "restart"]],
    [101, ["--quiet", "nginx", "start", "5"]],
    [101, ["it's", "start"]],
    [0, ["nginx", "stop", "5"]],
    [0, ["nginx.service", "stop"]],
    [0, ["--quiet", "nginx", "status", "5"]],
    [0, ["nginx", "reload", "5"]],
    [0, ["nginx2", "start", "5"]],
    [0, ["certbot.timer", "start"]],
    [0, []],
  ] as const)("says %i to %j", (code, args) => {
    expect(spawnSync(script, args).status).toBe(code);
  });

  it("begins with a comment that says whose it is, and is no error to sh -n", () => {
    const text = execFileSync("head", ["-n2", script], { encoding: "utf8" });
    expect(text).toMatch(/^#!\/bin\/sh\n# Written by wss-setup /);
    execFileSync("sh", ["-n", script]);
  });
});

describe("holding starts", () => {
  it("lasts as long as the work, also when that fails", async () => {
    const host = box();
    const untouched = host.toJSON();
    expect(await heldOn(host)).toContain("'nginx'");
    expect(host.toJSON()).toEqual(untouched);
    await expect(holdingStarts(host, ["nginx"], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(host.toJSON()).toEqual(untouched);
  });

  it.each([
    { kind: "a file", there: before },
    { kind: "a link", there: { target: "/etc/alternatives/policy-rc.d" } },
  ])("leaves a policy of the operator's own: $kind", async ({ there }) => {
    const host = box({ [policyFile]: there });
    const untouched = host.toJSON();
    await heldOn(host);
    expect(host.toJSON()).toEqual(untouched);
    expect(host.writes).toEqual([]);
  });

  it("leaves a policy that other hands put in its place meanwhile", async () => {
    const host = box();
    await holdingStarts(host, ["nginx"], async () => host.place(policyFile, before));
    expect((await host.readFile(policyFile))?.toString("utf8")).toBe(before.content);
  });

  it("takes over what a run that was killed left, and ends it; half-written ones too", async () => {
    const left = box();
    const ours = (await heldOn(left)) ?? "";
    const untouched = left.toJSON();
    const unfinished = "/usr/sbin/.policy-rc.d.wss-setup-0123456789ab";
    for (const work of [() => heldOn(left, ["apache2"]), () => heldOn(left, []), () => releaseStarts(left)]) {
      left.place(policyFile, { content: ours, mode: 0o755 });
      left.place(unfinished, "#!/bin");
      await work();
      expect(left.toJSON()).toEqual(untouched);
    }
  });

  it("writes nothing where there is nothing to hold", async () => {
    const host = box();
    expect(await heldOn(host, [])).toBeUndefined();
    expect(host.writes).toEqual([]);
  });
});
