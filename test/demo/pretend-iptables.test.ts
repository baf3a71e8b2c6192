import { expect, it } from "vitest";
import { PretendIptables } from "../../src/demo/pretend-iptables.ts";
import { iptables } from "../../src/firewalls/iptables/iptables.ts";
import { passageOf } from "../../src/firewalls/passage.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";

const owned = { manager: "iptables", port: 443, family: 4 } as const;

it("lets the real firewall plug-in open and close a port, and tells of the commands that would have changed a box", async () => {
  const told: string[] = [];
  const pretend = new PretendIptables((argv) => told.push(argv.join(" ")));
  const host = new MemoryHost({ run: (argv) => pretend.run(argv) });
  const rules = () => pretend.run(["iptables", "-S"]).stdout.trim().split("\n");
  const before = rules();
  expect(passageOf(before, 443).open).toBe(false);
  await iptables.open(host, owned);
  expect(passageOf(rules(), 443).open).toBe(true);
  expect(await iptables.isOpen(host, owned)).toBe(true);
  expect(rules().at(-1)).toBe("-A INPUT -j REJECT");
  await iptables.open(host, owned);
  await iptables.close(host, owned);
  expect(rules()).toEqual(before);
  expect(told).toHaveLength(2);
  expect(told[0]).toMatch(/^iptables -w 10 -I INPUT 4 .*--dport 443 .*-j ACCEPT$/);
  expect(told[1]).toMatch(/^iptables -w 10 -D INPUT .*--dport 443 .*-j ACCEPT$/);
});
