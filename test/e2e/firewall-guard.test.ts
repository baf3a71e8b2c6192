import { expect } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { until } from "../helpers/box/machine.ts";
import type { Variant } from "../helpers/box/variants.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { expectUntouched } from "./helpers/as-before.ts";
import { answersFile, apply, exits, expectEchoFromOutside, writeAnswers } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

/** Milliseconds in which the rules of a run that is no more have to be gone. */
const soon = 20_000;

inBoxes("the guard of the firewall", () => {
  const cells = cellsOf("the guard of the firewall");

  cells.each(
    ["reject-unsaved", "ufw-active", "no-systemd"] as const,
    (variant) => variant === "reject-unsaved",
  )("%s: rules go with a run that is killed, and stay after one that ends", async (variant) => {
    await withNginx(variant, async (box) => {
      if (variant === "no-systemd") await refuseStrangers(box);
      const before = await box.snapshot();
      const closed = await rulesOf(box, variant);
      await killApply(box);
      await until(
        "the rules to be as before",
        async () => ((await rulesOf(box, variant)) === closed ? true : undefined),
        soon,
      );
      await expectNoGuard(box);
      // The next run begins while nobody knows whether the guard has ended, as it does in life.
      await killApply(box);
      exits(0, await apply(box));
      await expectNoGuard(box);
      await expectEchoFromOutside(box);
      expect(await rulesOf(box, variant)).toContain("wss-setup");
      exits(0, await box.wssSetup(["undo", "--yes"]));
      await expectUntouched(box, before);
    });
  });

  cells.rest("goes home when a run fails and takes everything back", async () => {
    await withNginx("reject-unsaved", async (box) => {
      // Not what has to be there: a folder.
      await box.writeFile("/etc/wss-setup", "");
      const closed = await rulesOf(box, "reject-unsaved");
      await writeAnswers(box);
      const { stderr } = exits(1, await apply(box));
      expect(stderr).toContain("taken back: port 443/tcp over IPv4");
      expect(await rulesOf(box, "reject-unsaved")).toBe(closed);
      await expectNoGuard(box);
    });
  });
});

/** A box that has nginx already: runs are short. */
async function withNginx(variant: Variant, work: (box: Box) => Promise<void>): Promise<void> {
  await withBox({ variant }, work, async (box) => {
    await box.startBackend();
    await box.run(["apt-get", "install", "-y", "-qq", "nginx"], {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
  });
}

/** Kills a run when its ports are open and it is still at work. */
async function killApply(box: Box): Promise<void> {
  await writeAnswers(box);
  const running = box.spawnWssSetup(["apply", "-a", answersFile, "--yes"]);
  await running.printed(/\] Make the folder \/etc\/wss-setup \.\.\./);
  running.kill("SIGKILL");
  expect((await running.done).code).toBe(137);
}

async function rulesOf(box: Box, variant: Variant): Promise<string> {
  if (variant === "ufw-active") return box.run(["ufw", "show", "added"]);
  return (await box.run(["iptables", "-S"])) + (await box.run(["ip6tables", "-S"]));
}

async function expectNoGuard(box: Box): Promise<void> {
  const { stdout } = await box.exec(["pgrep", "-a", "-f", "wss-setup-guard"]);
  expect(stdout).toBe("");
  if (box.variant === "no-systemd") return;
  expect(await box.run(["systemctl", "list-units", "--all", "--no-legend", "wss-setup-guard-*"])).toBe("");
}

async function refuseStrangers(box: Box): Promise<void> {
  for (const program of ["iptables", "ip6tables"]) {
    await box.run([program, "-A", "INPUT", "-i", "lo", "-j", "ACCEPT"]);
    await box.run([
      program,
      "-A",
      "INPUT",
      "-p",
      program === "iptables" ? "icmp" : "ipv6-icmp",
      "-j",
      "ACCEPT",
    ]);
    await box.run([program, "-A", "INPUT", "-m", "state", "--state", "RELATED,ESTABLISHED", "-j", "ACCEPT"]);
    await box.run([program, "-A", "INPUT", "-j", "REJECT"]);
  }
}
