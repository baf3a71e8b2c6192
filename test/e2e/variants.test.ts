import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { diffSnapshots } from "../helpers/box/snapshot-diff.ts";
import { httpGet } from "../helpers/client/http-get.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { tallied } from "../helpers/tally.ts";
import { expectAsBefore, expectUndone } from "./helpers/as-before.ts";
import {
  apply,
  echoFromOutside,
  exits,
  expectEchoFromOutside,
  name,
  plan,
  setUp,
  writeAnswers,
} from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const accepting = (port: number) =>
  `-A INPUT -p tcp -m tcp --dport ${port} -m comment --comment wss-setup -j ACCEPT`;
const programs = ["iptables", "ip6tables"] as const;

inBoxes("a box with a firewall of its own", () => {
  const register = cellsOf("firewalls of a box");
  const counted = (run: () => Promise<void>) => () => tallied("firewall set-ups", run);
  const cells = {
    sampled: (title: string, run: () => Promise<void>) => register.sampled(title, counted(run)),
    rest: (title: string, run: () => Promise<void>) => register.rest(title, counted(run)),
  };

  cells.rest("ufw, inactive as on a stock Ubuntu: it stays so, and no rule is made", async () => {
    await withBox({ variant: "ufw-inactive" }, async (box) => {
      const before = await box.snapshot();
      await setUp(box);
      await expectEchoFromOutside(box);
      const difference = diffSnapshots(before, await box.snapshot());
      // The package brings a profile for ufw; what was there of ufw's is the same, and so are the rules.
      expect(difference.filter((line) => /^[~-].*ufw|iptables/.test(line))).toEqual([]);
      expect(await box.run(["ufw", "status"])).toBe("Status: inactive\n");
      await expectUndone(box, before);
    });
  });

  cells.sampled("ufw, active: the ports are opened through ufw, and stay open after a reboot", async () => {
    await withBox({ variant: "ufw-active" }, async (box) => {
      const before = await box.snapshot();
      await setUp(box);
      await expectServed(box);
      expect(await ownUfwRules(box)).toEqual([
        "80/tcp ALLOW IN Anywhere # wss-setup",
        "443/tcp ALLOW IN Anywhere # wss-setup",
        "80/tcp (v6) ALLOW IN Anywhere (v6) # wss-setup",
        "443/tcp (v6) ALLOW IN Anywhere (v6) # wss-setup",
      ]);
      await reboot(box);
      await expectServed(box);
      exits(0, await plan(box));
      await expectUndone(box, before);
    });
  });

  cells.rest("ufw, with rules of the operator's: ours come back to their places among them", async () => {
    await withBox({ variant: "ufw-active" }, async (box) => {
      await setUp(box);
      const theirs = [
        "insert 1 deny from 198.51.100.0/24",
        "insert 3 deny from 192.0.2.0/24",
        "deny from 2001:db8:ffff::/48",
        "deny proto tcp to any port 443:450 comment mine",
        // Ours for port 80 is for IPv4 alone from here on.
        "delete allow proto tcp to ::/0 port 80",
      ];
      for (const words of theirs) await box.run(["ufw", ...words.split(" ")]);
      const order = () => box.run(["sh", "-c", "ufw status numbered; iptables -S; ip6tables -S"]);
      const was = await order();
      await setUp(box, "firewall: none\n");
      expect(await ownUfwRules(box)).toEqual([]);
      exits(0, await box.wssSetup(["undo", "--yes"]));
      expect(await order()).toEqual(was);
      await expectEchoFromOutside(box);
    });
  });

  cells.sampled("rules saved by iptables-persistent: only our lines go in, above the REJECT", async () => {
    await withBox({ variant: "reject" }, async (box) => {
      const before = await box.snapshot();
      const files = await Promise.all([rulesFile(box, 4), rulesFile(box, 6)]);
      await setUp(box);
      await expectServed(box);
      for (const [index, family] of ([4, 6] as const).entries()) {
        const lines = await rulesFile(box, family);
        expect(lines.filter((line) => !line.includes("wss-setup"))).toEqual(files[index]);
        expectAboveReject(lines);
      }
      await expectLiveRules(box);
      await reboot(box);
      await expectServed(box);
      await expectLiveRules(box);
      exits(0, await plan(box));
      await expectUndone(box, before);
    });
  });

  cells.rest("rules that nothing of Debian saves: a unit of ours brings only our rules back", async () => {
    await withBox({ variant: "reject-unsaved" }, async (box) => {
      const before = await box.snapshot();
      await setUp(box);
      await expectServed(box);
      await expectLiveRules(box);
      await reboot(box);
      await expectServed(box);
      await expectLiveRules(box);
      // Not by luck: ours began when what loads the rules of the image had ended.
      const loaded = await moment(box, "ActiveEnterTimestampMonotonic", "cloud-image-firewall");
      expect(await moment(box, "ExecMainStartTimestampMonotonic", "wss-setup-firewall")).toBeGreaterThan(
        loaded,
      );
      expect(await box.run(["systemctl", "--failed", "--no-legend"])).toBe("");
      exits(0, await plan(box));
      exits(0, await apply(box));
      await expectLiveRules(box);
      await expectUndone(box, before);
    });
  });

  cells.rest(
    "iptables of before nftables, a policy that drops, ssh on an odd port: nothing of nftables is made",
    async () => {
      await withBox({ variant: "legacy-drop" }, async (box) => {
        const before = await box.snapshot();
        const files = await Promise.all([rulesFile(box, 4), rulesFile(box, 6)]);
        await setUp(box);
        await expectServed(box);
        const once = (await box.snapshot()).rules;
        for (const program of programs) {
          expect(once[program].filter((line) => !line.includes("wss-setup"))).toEqual(before.rules[program]);
          expect(once[program].filter((line) => line.includes("wss-setup"))).toEqual([
            accepting(80),
            accepting(443),
          ]);
        }
        exits(0, await apply(box));
        expect((await box.snapshot()).rules).toEqual(once);
        for (const program of ["iptables-nft-save", "ip6tables-nft-save"])
          expect(await box.run([program])).not.toContain("-A ");
        await reboot(box);
        await expectServed(box);
        expect((await box.snapshot()).rules).toEqual(once);
        exits(0, await plan(box));
        await expectUndone(box, before);
        expect(await Promise.all([rulesFile(box, 4), rulesFile(box, 6)])).toEqual(files);
      });
    },
  );

  cells.rest(
    "rules written for nft by hand: they stay as they are, and the plan has the line that is missing",
    async () => {
      await withBox({ variant: "nftables-by-hand" }, async (box) => {
        const ruleset = () => box.run(["nft", "list", "ruleset"]);
        const [before, theirs] = [await box.snapshot(), await ruleset()];
        await writeAnswers(box);
        const { stderr } = exits(0, await apply(box));
        const [, line = ""] = /warning: Your own nftables rules .*\(nft '(.*)', and/.exec(stderr) ?? [];
        expect(line).toBe("insert rule inet filter input tcp dport { 80, 443 } accept");
        expect(await ruleset()).toBe(theirs);
        await expect(echoFromOutside(box)).rejects.toThrow();
        await box.run(["nft", line]);
        await expectServed(box);
        const mended = await ruleset();
        expect(exits(0, await apply(box)).stderr).not.toContain("nftables rules");
        expect(await ruleset()).toBe(mended);
        await reboot(box);
        await expectUndone(box, before);
        expect(await ruleset()).toBe(theirs);
      });
    },
  );

  cells.sampled(
    "firewalld: the ports are opened through it, stay open after a reboot, and its files are as before",
    async () => {
      await withBox({ variant: "firewalld" }, async (box) => {
        const kept = async () => [
          await box.run(["firewall-cmd", "--list-all"]),
          await box.run(["firewall-cmd", "--permanent", "--list-all"]),
        ];
        const [before, zone] = [await box.snapshot(), await kept()];
        await setUp(box);
        await expectServed(box);
        const opened = await kept();
        expect(opened).toEqual(zone.map((text) => text.replace(/ports: *$/m, "ports: 80/tcp 443/tcp")));
        exits(0, await apply(box));
        expect(await kept()).toEqual(opened);
        await reboot(box);
        await expectServed(box);
        exits(0, await plan(box));
        // Another zone may be the default one when the ports are closed.
        const other = (zoneName: string) => box.run(["firewall-cmd", `--set-default-zone=${zoneName}`]);
        const settings = await box.readFile("/etc/firewalld/firewalld.conf");
        await other("dmz");
        exits(0, await box.wssSetup(["undo", "--yes"]));
        await other("public");
        await box.writeFile("/etc/firewalld/firewalld.conf", settings);
        await box.run(["rm", "-f", "/etc/firewalld/firewalld.conf.old"]);
        await expectAsBefore(box, before);
        expect(await kept()).toEqual(zone);
      });
    },
  );

  cells.rest("firewall: none leaves the rules as they are, although nobody outside comes in", async () => {
    await withBox({ variant: "reject" }, async (box) => {
      const before = await box.snapshot();
      await setUp(box, "firewall: none\n");
      await expect(echoFromOutside(box)).rejects.toThrow();
      expect((await box.snapshot()).rules).toEqual(before.rules);
      await expectUndone(box, before);
    });
  });
});

inBoxes("a box without systemd", () => {
  it("nginx is started by its script, reloaded for a change, and taken back", async () => {
    await withBox({ variant: "no-systemd" }, async (box) => {
      const before = await box.snapshot();
      await setUp(box);
      await expectServed(box);
      exits(0, await plan(box));
      exits(0, await box.wssSetup(["status"]));
      await setUp(box, "redirectHttp: false\n");
      await expect(httpGet({ ip: box.ip4, tls: false, host: name })).rejects.toThrow("ECONNREFUSED");
      await expectEchoFromOutside(box);
      exits(0, await box.wssSetup(["remove", "--yes"]));
      await expectAsBefore(box, before);
      expect((await box.exec(["pgrep", "nginx"])).stdout).toBe("");
    });
  });
});

/** Both ports, from outside, over both families. */
async function expectServed(box: Box): Promise<void> {
  await expectEchoFromOutside(box);
  for (const ip of [box.ip4, box.ip6]) {
    expect(await httpGet({ ip, tls: false, host: name })).toMatchObject({ status: 301 });
  }
}

async function reboot(box: Box): Promise<void> {
  await box.reboot();
  await box.listens(9944);
  await box.listens(443);
}

/** Microseconds since the boot, systemd's own (systemctl(1), show). */
async function moment(box: Box, property: string, unit: string): Promise<number> {
  return Number(await box.run(["systemctl", "show", "--value", `--property=${property}`, unit]));
}

async function ownUfwRules(box: Box): Promise<readonly string[]> {
  const status = await box.run(["ufw", "status", "verbose"]);
  return status
    .split("\n")
    .filter((line) => line.includes("wss-setup"))
    .map((line) => line.trim().replace(/\s+/g, " "));
}

async function rulesFile(box: Box, family: 4 | 6): Promise<readonly string[]> {
  return (await box.readFile(`/etc/iptables/rules.v${family}`)).split("\n");
}

/** Ours are each there once, and the rule that rejects comes after them. */
function expectAboveReject(lines: readonly string[]): void {
  const reject = lines.findIndex((line) => line.startsWith("-A INPUT -j REJECT"));
  expect(reject).toBeGreaterThan(0);
  for (const port of [80, 443]) {
    expect(lines.filter((line) => line === accepting(port))).toHaveLength(1);
    expect(lines.indexOf(accepting(port))).toBeLessThan(reject);
  }
}

async function expectLiveRules(box: Box): Promise<void> {
  for (const program of programs) expectAboveReject((await box.run([program, "-S"])).split("\n"));
}
