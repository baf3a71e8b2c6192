import { describe, expect, it } from "vitest";
import type { OwnedPort } from "../../src/core/facts.ts";
import { firewalld } from "../../src/firewalls/firewalld/firewalld.ts";
import { MemoryHost, type Placed } from "../../src/host/memory-host.ts";
import { emptyBox } from "../helpers/facts.ts";

const own = "/etc/firewalld/zones/public.xml";
const copy = `${own}.old`;
const shipped = "/usr/lib/firewalld/zones/public.xml";
const https: OwnedPort = { manager: "firewalld", port: 443, zone: "public" };
const zone = '<?xml version="1.0" encoding="utf-8"?>\n<zone>\n  <service name="ssh"/>\n</zone>\n';

function box(files: Readonly<Record<string, Placed>>): MemoryHost {
  return new MemoryHost({
    files: { [shipped]: zone, "/etc/firewalld/zones": { folder: true }, ...files },
    run: (argv) => {
      if (argv[1] === "--get-default-zone") return { stdout: "public\n" };
      return argv[1] === "--get-zones" ? { stdout: "dmz public\n" } : {};
    },
  });
}

describe("firewalld", () => {
  it("opens a port for good before it opens it now, and closes both", async () => {
    const host = box({});
    await firewalld.open(host, { manager: "firewalld", port: 443 });
    await firewalld.close(host, { manager: "firewalld", port: 443 });
    expect(host.commands.map((argv) => argv.join(" "))).toEqual([
      "firewall-cmd --permanent --add-port=443/tcp",
      "firewall-cmd --add-port=443/tcp",
      "firewall-cmd --permanent --remove-port=443/tcp",
      "firewall-cmd --remove-port=443/tcp",
    ]);
  });

  it("closes it in the zone in which it was opened, and asks nothing of a zone that is gone", async () => {
    const host = box({});
    for (const zone of ["dmz", "gone"])
      await firewalld.close(host, { manager: "firewalld", port: 443, zone });
    expect(host.commands.map((argv) => argv.join(" "))).toEqual([
      "firewall-cmd --get-zones",
      "firewall-cmd --permanent --zone=dmz --remove-port=443/tcp",
      "firewall-cmd --zone=dmz --remove-port=443/tcp",
      "firewall-cmd --get-zones",
    ]);
  });

  it.each([
    ["ports: 80/tcp 443/tcp", []],
    ["services: http ssh", [443]],
    ["services: https", [80]],
    ["ports: 400-500/tcp", [80]],
    ["ports: 443/udp", [80, 443]],
    ["target: ACCEPT", []],
    ["services: ssh", [80, 443]],
  ])("plans what its zone does not let in: %s", (line, shut) => {
    const facts = {
      ...emptyBox,
      firewall: {
        ...emptyBox.firewall,
        manager: "firewalld" as const,
        managerRules: ["public", `  ${line}`],
      },
    };
    const { steps } = firewalld.plan([80, 443], facts);
    expect(steps.filter(({ action }) => action === "create")).toMatchObject(
      shut.map((port) => ({ kind: "OpenPort", port, undo: "exact" })),
    );
  });

  describe("the files that it writes by itself", () => {
    it("are those of the zone, which is the default one where none is named", async () => {
      expect(await firewalld.zone?.(box({}))).toBe("public");
      expect(await firewalld.zone?.(new MemoryHost())).toBeUndefined();
      expect(firewalld.files?.(https)).toEqual([own, copy]);
    });

    it("go once they say what came with it, and only where they were not there before us", async () => {
      const rewritten = zone.replaceAll("\n  ", "\n    ");
      const host = box({ [own]: rewritten, [copy]: "ours" });
      await firewalld.tidy?.(host, https, [own, copy]);
      expect(await host.list("/etc/firewalld/zones")).toEqual([]);

      const theirs = box({ [own]: rewritten, [copy]: "ours" });
      await firewalld.tidy?.(theirs, https, [copy]);
      expect(await theirs.list("/etc/firewalld/zones")).toEqual(["public.xml"]);
    });

    it("stay where other hands have changed the zone since", async () => {
      const host = box({ [own]: zone.replace("ssh", "http"), [copy]: "ours" });
      await firewalld.tidy?.(host, https, [own, copy]);
      expect(await host.list("/etc/firewalld/zones")).toEqual(["public.xml", "public.xml.old"]);
    });
  });
});
