import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OwnedPort } from "../../src/core/facts.ts";
import { bootScript } from "../../src/firewalls/iptables/boot-unit.ts";
import { iptables } from "../../src/firewalls/iptables/iptables.ts";
import { ruleLine } from "../../src/firewalls/our-rule.ts";
import { passageOf } from "../../src/firewalls/passage.ts";
import { namespacesAvailable } from "../helpers/namespace/available.ts";
import { Namespace } from "../helpers/namespace/namespace.ts";
import { oracle, ruleSets } from "./rule-sets.ts";

const available = namespacesAvailable();
const https: OwnedPort = { manager: "iptables", port: 443, family: 4 };
const https6: OwnedPort = { ...https, family: 6 };

describe.skipIf(!available.ok)(`real iptables${available.ok ? "" : ` (${available.reason})`}`, () => {
  let box: Namespace;
  beforeEach(async () => {
    box = await Namespace.create();
  });
  afterEach(() => box.destroy());

  it("puts its rule before the REJECT, and nothing else moves", async () => {
    await box.load([
      ...oracle.slice(0, 8),
      "-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT",
      ...oracle.slice(8),
    ]);
    const before = await box.rules();
    await iptables.open(box, https);
    const after = await box.rules();
    expect(after.indexOf(ruleLine(443))).toBe(
      after.findIndex((line) => line.includes("-A INPUT -j REJECT")) - 1,
    );
    expect(after.filter((line) => line !== ruleLine(443))).toEqual(before);
    expect(await iptables.isOpen(box, https)).toBe(true);
    expect(await iptables.isOpen(box, { ...https, port: 80 })).toBe(false);
    await iptables.close(box, https);
    expect(await box.rules()).toEqual(before);
    expect(await iptables.isOpen(box, https)).toBe(false);
  });

  it("opens every rule set in which the port is shut, and takes it back exactly", async () => {
    for (const { rules } of ruleSets.filter(({ open, notReal }) => !open && notReal !== true)) {
      await box.load(rules);
      const before = await box.rules();
      await iptables.open(box, https);
      expect(passageOf(await box.rules(), 443)).toEqual({ open: true });
      await iptables.close(box, https);
      expect(await box.rules()).toEqual(before);
    }
  });

  it("never adds a second rule", async () => {
    await iptables.open(box, https);
    const once = await box.rules();
    await iptables.open(box, https);
    expect(await box.rules()).toEqual(once);
  });

  it("moves its rule when a refusal came before it", async () => {
    await iptables.open(box, https);
    await box.must(["iptables", "-I", "INPUT", "-j", "REJECT"]);
    await iptables.open(box, https);
    const rules = (await box.rules()).filter((line) => line.startsWith("-A INPUT"));
    expect(rules[0]).toBe(ruleLine(443));
    expect(rules).toHaveLength(2);
  });

  it("closes all of its own and none of the operator's", async () => {
    const theirs = [
      "-A",
      "INPUT",
      "-p",
      "tcp",
      "--dport",
      "443",
      "-m",
      "comment",
      "--comment",
      "mine",
      "-j",
      "ACCEPT",
    ];
    await box.must(["iptables", ...theirs]);
    await box.must(["iptables", "-A", "INPUT", "-p", "tcp", "--dport", "443", "-j", "ACCEPT"]);
    const before = await box.rules();
    await iptables.open(box, { ...https, port: 80 });
    for (let times = 0; times < 2; times += 1) await box.must(["iptables", ...ruleLine(443).split(" ")]);
    await iptables.close(box, https);
    expect(await box.rules()).toEqual([...before, ruleLine(80)]);
    await iptables.close(box, { ...https, port: 80 });
    expect(await box.rules()).toEqual(before);
    await iptables.close(box, https);
    expect(await box.rules()).toEqual(before);
  });

  it("does not mind that another hand takes its rule out at the same moment", async () => {
    await iptables.open(box, https);
    const late = Object.assign(Object.create(box), {
      run: async (argv: readonly string[]) => {
        if (argv.includes("-D")) await box.must(argv);
        return box.run(argv);
      },
    });
    await iptables.close(late, https);
    expect(await iptables.isOpen(box, https)).toBe(false);
  });

  describe("puts its rule back to where it stood", () => {
    const http = { ...https, port: 80 };
    const twice = ["-A INPUT -s 10.0.0.0/8 -j DROP", "-A INPUT -s 10.0.0.0/8 -j DROP"];
    const ban = ["iptables", "-I", "INPUT", "-s", "192.0.2.1", "-j", "DROP"];

    async function closed(port: OwnedPort) {
      const place = await iptables.placeOf?.(box, port);
      if (place === undefined) throw new Error("no rule of ours");
      await iptables.close(box, port);
      return async () => {
        await iptables.putBack?.(box, port, place, () => {});
        const rules = await box.rules();
        await iptables.putBack?.(box, port, place, () => {});
        expect(await box.rules(), "once more changes nothing").toEqual(rules);
      };
    }

    it.each([
      ["before the other port's", oracle, http],
      ["between the other port's and the refusal", oracle, https],
      [
        "at the end of a chain whose policy refuses",
        ["-P INPUT DROP", "-P FORWARD DROP", "-P OUTPUT ACCEPT"],
        https,
      ],
    ] as const)("%s", async (_, rules, port) => {
      await box.load(rules);
      for (const each of [http, https]) await iptables.open(box, each);
      const before = await box.rules();
      const putBack = await closed(port);
      await putBack();
      expect(await box.rules()).toEqual(before);
    });

    it("also where its neighbour is there twice", async () => {
      await box.load([...oracle.slice(0, 8), ...twice, ...oracle.slice(8)]);
      const at = (await box.rules()).filter((line) => line.startsWith("-A INPUT")).indexOf(twice[0] ?? "");
      await box.must(["iptables", "-I", "INPUT", `${at + 2}`, ...ruleLine(443).split(" ").slice(2)]);
      const before = await box.rules();
      const putBack = await closed(https);
      await putBack();
      expect(await box.rules()).toEqual(before);
    });

    it("also where another hand put a rule in front since", async () => {
      await box.load(oracle);
      for (const each of [http, https]) await iptables.open(box, each);
      const before = await box.rules();
      const putBack = await closed(http);
      await box.must(ban);
      await putBack();
      expect((await box.rules()).filter((line) => !line.includes("192.0.2.1"))).toEqual(before);
    });

    it("or, where its neighbour is gone, to where it would go today", async () => {
      await box.load(oracle);
      for (const each of [https, http]) await iptables.open(box, each);
      const putBack = await closed(https);
      await iptables.close(box, http);
      await putBack();
      expect(passageOf(await box.rules(), 443)).toEqual({ open: true });
    });
  });

  it("keeps the families apart", async () => {
    await box.must(["ip6tables", "-P", "INPUT", "DROP"]);
    await iptables.open(box, https6);
    expect(await box.rules(6)).toContain(ruleLine(443));
    expect(await box.rules(4)).not.toContain(ruleLine(443));
    expect(await iptables.isOpen(box, https)).toBe(false);
    await iptables.close(box, https6);
    expect(await box.rules(6)).toEqual(["-P INPUT DROP", "-P FORWARD ACCEPT", "-P OUTPUT ACCEPT"]);
  });

  it("says what iptables said when it refuses", async () => {
    await expect(iptables.open(box, { ...https, port: 70_000 })).rejects.toMatchObject({
      kind: "outside",
      message: "iptables could not open port 70000.",
      said: expect.stringContaining("70000"),
    });
  });

  describe("the script at boot", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "wss-setup-boot-"));
      const kept = [
        { family: 4, ports: [80, 443] },
        { family: 6, ports: [443] },
      ] as const;
      writeFileSync(join(folder, "open-ports"), bootScript(kept), { mode: 0o755 });
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const boot = () => box.must([join(folder, "open-ports")]);

    it("brings our rules back into rules loaded anew, each once and before the refusal", async () => {
      await box.load(oracle);
      await boot();
      await boot();
      const rules = await box.rules();
      const refusal = rules.indexOf("-A INPUT -j REJECT --reject-with icmp-host-prohibited");
      expect(rules.slice(refusal - 2, refusal).sort()).toEqual([ruleLine(443), ruleLine(80)]);
      expect(rules.filter((line) => !line.includes("wss-setup"))).toHaveLength(oracle.length);
      expect(await box.rules(6)).toContain(ruleLine(443));
      expect(await box.rules(6)).not.toContain(ruleLine(80));
    });

    it("opens every rule set in which the port is shut", async () => {
      for (const { name, rules } of ruleSets.filter(({ open, notReal }) => !open && notReal !== true)) {
        await box.load(rules);
        await boot();
        expect(passageOf(await box.rules(), 443), name).toEqual({ open: true });
      }
    });

    it("leaves fail2ban's bans in front", async () => {
      const banned = ruleSets.find(({ name }) => name === "fail2ban in front of a REJECT");
      await box.load(banned?.rules ?? []);
      await boot();
      const input = (await box.rules()).filter((line) => line.startsWith("-A INPUT"));
      expect(input[0]).toContain("f2b-web");
      expect(input.indexOf(ruleLine(443))).toBeLessThan(
        input.findIndex((line) => line.includes("-j REJECT")),
      );
    });
  });
});
