import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Facts } from "../../src/core/facts.ts";
import { isChange } from "../../src/core/is-change.ts";
import type { OpenPort } from "../../src/core/step.ts";
import { firewallById, planFirewall } from "../../src/firewalls/index.ts";
import { scriptFile } from "../../src/firewalls/iptables/boot-unit.ts";
import { mark } from "../../src/firewalls/our-rule.ts";
import { probeFirewall } from "../../src/probe/firewall.ts";
import { emptyBox } from "../helpers/facts.ts";
import { namespacesAvailable } from "../helpers/namespace/available.ts";
import { Namespace } from "../helpers/namespace/namespace.ts";
import { tallied } from "../helpers/tally.ts";
import { type SetUp, setUps } from "./set-ups.ts";

const available = namespacesAvailable();
const ports = [80, 443] as const;
const addresses = { 4: "10.77.1.1", 6: "fd77:1::1" } as const;
/** As ip6tables says it where the kernel was started with ipv6.disable=1. */
const noIpv6 =
  "#!/bin/sh\necho \"ip6tables: can't initialize ip6tables table 'filter': Address family not supported by protocol\" >&2\nexit 3\n";
const listen = `
const { createServer } = require("node:net");
let up = 0;
for (const port of [80, 443]) createServer((socket) => socket.end()).listen(port, "::", () => ++up === 2 && console.log("up"));
`;

describe.skipIf(!available.ok).each(["nft", "legacy"] as const)(
  `a box whose iptables is %s${available.ok ? "" : ` (${available.reason})`}`,
  (variant) => {
    let folder: string;
    let box: Namespace;
    let outside: Namespace;
    let listener: ChildProcess;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "wss-setup-programs-"));
      symlinkSync(`/usr/sbin/iptables-${variant}`, join(folder, "iptables"));
      symlinkSync(`/usr/sbin/iptables-${variant}-restore`, join(folder, "iptables-restore"));
      symlinkSync(`/usr/sbin/ip6tables-${variant}-restore`, join(folder, "ip6tables-restore"));
      [box, outside] = [await Namespace.create(folder), await Namespace.create()];
      const cable = `link add eth0 type veth peer name eth0 netns ${outside.name}`;
      await box.must(["ip", ...cable.split(" ")]);
      for (const [namespace, four, six] of [
        [box, `${addresses[4]}/24`, `${addresses[6]}/64`],
        [outside, "10.77.1.2/24", "fd77:1::2/64"],
      ] as const) {
        await namespace.must(["ip", "address", "add", four, "dev", "eth0"]);
        await namespace.must(["ip", "address", "add", six, "dev", "eth0", "nodad"]);
        await namespace.must(["ip", "link", "set", "eth0", "up"]);
      }
      listener = spawn("ip", ["netns", "exec", box.name, process.execPath, "-e", listen], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      if (listener.stdout !== null) await once(listener.stdout, "data");
    });

    afterAll(async () => {
      if (listener?.exitCode === null) {
        listener.kill();
        await once(listener, "exit");
      }
      await Promise.all([box?.destroy(), outside?.destroy()]);
      rmSync(folder, { recursive: true });
    });

    it.each(setUps)("$name: opened, once, after a boot too, and taken back exactly", (setUp) =>
      tallied("firewall set-ups", async () => {
        placeIp6tables(setUp);
        const families = setUp.withoutIpv6 ? ([4] as const) : ([4, 6] as const);
        const load = async () => {
          for (const family of families) await box.load(setUp.rules(family), family);
        };
        const rules = () => Promise.all(families.map((family) => box.rules(family)));
        await load();
        const before = await rules();
        for (const family of families) await expectReached(family, setUp.open(family), "before");

        const plan = await planned();
        const opened = plan.filter((step): step is OpenPort => step.kind === "OpenPort" && isChange(step));
        const shut = families.flatMap((family) =>
          ports.filter((port) => !setUp.open(family).includes(port)).map((port) => `${family}:${port}`),
        );
        expect(opened.map(({ family, port }) => `${family}:${port}`)).toEqual(shut);
        for (const step of opened) await firewallById(step.manager).open(box, step);
        const after = await rules();
        for (const family of families) await expectReached(family, ports, "after");
        expect(after.map(theirs), "nothing of the operator's moves").toEqual(before.map(theirs));
        await expectUnmixed();

        expect((await planned()).filter(isChange).map(({ kind }) => kind)).not.toContain("OpenPort");
        for (const step of opened) await firewallById(step.manager).open(box, step);
        expect(await rules(), "never a second time").toEqual(after);

        const script = plan.find((step) => step.kind === "WriteFile" && step.path === scriptFile);
        if (script?.kind === "WriteFile") {
          await load();
          await boot(script.content);
          for (const family of families) await expectReached(family, ports, "after a boot");
          await boot(script.content);
          expect((await rules()).map(sorted), "after a boot").toEqual(after.map(sorted));
        } else expect(after.flat().filter((line) => line.includes(mark))).toEqual([]);

        for (const step of [...opened].reverse()) await firewallById(step.manager).close(box, step);
        expect(await rules(), "taken back").toEqual(before);
        await expectUnmixed();
      }),
    );

    if (variant === "nft") {
      it("rules of iptables-legacy beside its own are seen, named and left as they are", () =>
        tallied("firewall set-ups", async () => {
          placeIp6tables({});
          const refuse = ["iptables-legacy", "-P", "INPUT", "DROP"];
          for (const family of [4, 6] as const)
            await box.load(["-P INPUT ACCEPT", "-P FORWARD ACCEPT", "-P OUTPUT ACCEPT"], family);
          await box.must(refuse);
          try {
            const legacy = () => box.must(["iptables-legacy", "-S"]);
            const before = await legacy();
            await expectReached(4, [], "before");
            const { steps, warnings } = planFirewall("auto", ports, await facts());
            expect(steps.filter(isChange)).toEqual([]);
            expect(warnings.map(({ id }) => id)).toEqual(["iptables-legacy-refuses"]);
            for (const line of warnings[0]?.next?.split("; ") ?? []) await box.must(line.split(" "));
            await expectReached(4, ports, "with the lines that the warning tells");
            expect(planFirewall("auto", ports, await facts()).warnings).toEqual([]);
            await box.must(["iptables-legacy", "-F"]);
            expect(await legacy()).toBe(before);
          } finally {
            await box.must(["iptables-legacy", "-P", "INPUT", "ACCEPT"]);
          }
        }));
    }

    function placeIp6tables({ withoutIpv6 }: Pick<SetUp, "withoutIpv6">): void {
      const path = join(folder, "ip6tables");
      rmSync(path, { force: true });
      if (withoutIpv6) writeFileSync(path, noIpv6);
      else symlinkSync(`/usr/sbin/ip6tables-${variant}`, path);
      if (withoutIpv6) chmodSync(path, 0o755);
    }

    async function facts(): Promise<Facts> {
      return { ...emptyBox, firewall: await probeFirewall(box) };
    }

    /** The steps for both ports, as the box is now. */
    async function planned() {
      const { steps, problems, warnings } = planFirewall("auto", ports, await facts());
      expect([...problems, ...warnings]).toEqual([]);
      return steps;
    }

    async function boot(script: string): Promise<void> {
      const path = join(folder, "open-ports");
      writeFileSync(path, script, { mode: 0o755 });
      await box.must([path]);
    }

    /** A machine under load may be slower than a knock waits: what is open is found open in the end. */
    async function expectReached(family: 4 | 6, expected: readonly number[], when: string): Promise<void> {
      await expect.poll(() => reached(family), { message: when }).toEqual([...expected]);
    }

    /** The ports that a stranger reaches. A dropped packet is told by silence: over this cable an answer takes no millisecond. */
    async function reached(family: 4 | 6): Promise<readonly number[]> {
      const knock = (port: number) =>
        outside.run(["timeout", "0.3", "bash", "-c", `exec 3<>/dev/tcp/${addresses[family]}/${port}`]);
      const codes = await Promise.all(ports.map(async (port) => (await knock(port)).code));
      return ports.filter((_, index) => codes[index] === 0);
    }

    /** The other kind of iptables has no rule, and where it would show, no table either. */
    async function expectUnmixed(): Promise<void> {
      if (variant === "nft") {
        expect(await box.must(["cat", "/proc/net/ip_tables_names", "/proc/net/ip6_tables_names"])).toBe("");
      } else {
        expect(await box.must(["iptables-nft-save"])).not.toContain("-A ");
        expect(await box.must(["ip6tables-nft-save"])).not.toContain("-A ");
      }
    }
  },
);

function theirs(rules: readonly string[]): readonly string[] {
  return rules.filter((line) => !line.includes(mark));
}

function sorted(rules: readonly string[]): readonly string[] {
  return [...rules].sort();
}
