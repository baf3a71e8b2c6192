import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../src/core/sha256.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { ReadOnlyHost } from "../../src/host/read-only-host.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { probeFiles } from "../../src/probe/files.ts";
import { probeInit } from "../../src/probe/init.ts";
import { probeNames } from "../../src/probe/names.ts";
import { probePackages } from "../../src/probe/packages.ts";
import { probe } from "../../src/probe/probe.ts";

describe("the probe", () => {
  const box = () =>
    new MemoryHost({
      files: {
        "/etc/os-release": "ID=debian\nVERSION_ID=12\nVERSION_CODENAME=bookworm\n",
        "/run/systemd/system": { folder: true },
        "/etc/ssl/private/x.key": { content: "secret", mode: 0o600 },
        "/etc/iptables/rules.v4": "*filter\nCOMMIT\n",
      },
      names: { "node.example.com": ["203.0.113.10", "2001:db8::10"] },
      now: new Date("2026-11-21T06:00:00Z"),
      run: ([program, ...args]) => {
        if (program === "id") return { stdout: "0\n" };
        if (program === "dpkg") return { stdout: "arm64\n" };
        if (program === "systemctl" && args[0] === "show")
          return { stdout: "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n" };
        return undefined;
      },
    });

  it("puts everything together and changes nothing", async () => {
    const host = box();
    const facts = await probe(new ReadOnlyHost(host), {
      answers: { names: ["node.example.com", "203.0.113.10"], backend: [] },
      units: ["nginx"],
      paths: ["/etc/ssl/private/x.key"],
      proxies: [{ id: "nginx", probe: async () => ({ version: "1.22.1" }) }],
    });
    expect(facts).toMatchObject({
      now: "2026-11-21T06:00:00.000Z",
      uid: 0,
      init: "systemd",
      platform: { id: "debian", version: "12", architecture: "arm64" },
      units: {
        nginx: { loaded: true, active: true, enabled: true, masked: false },
        "wss-setup-firewall": {},
      },
      names: { "node.example.com": { a: ["203.0.113.10"], aaaa: ["2001:db8::10"] } },
      firewall: { manager: "none" },
      proxies: { nginx: { version: "1.22.1" } },
      backends: {},
      certificates: {},
    });
    expect(facts.names).not.toHaveProperty("203.0.113.10");
    expect(facts).not.toHaveProperty("installation");
    expect(host.writes).toEqual([]);
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it("reads what the firewall's plan needs, and no key", async () => {
    const { files } = await probe(new ReadOnlyHost(box()), { paths: ["/etc/ssl/private/x.key"] });
    expect(files["/etc/iptables/rules.v4"]).toMatchObject({ text: "*filter\nCOMMIT\n" });
    expect(files["/etc/iptables/rules.v6"]).toEqual({ kind: "absent" });
    expect(files["/etc/ssl/private/x.key"]).toEqual({
      kind: "file",
      mode: 0o600,
      uid: 0,
      gid: 0,
      sha256: sha256("secret"),
    });
  });

  it("asks backends last, so that nothing takes of their time", async () => {
    const told: string[] = [];
    const host = new MemoryHost({
      dial: ({ port }) => {
        told.push(`backend ${port}`);
        throw new Error("refused");
      },
    });
    const look = async () => {
      await setImmediate();
      told.push("proxy");
    };
    await probe(new ReadOnlyHost(host), {
      answers: { names: [], backend: ["ws://127.0.0.1:9944"] },
      proxies: [{ id: "embedded", probe: look }],
    });
    expect(told[0]).toBe("proxy");
    expect(told).toContain("backend 9944");
  });

  it("looks at this very machine without a word of complaint", async () => {
    const facts = await probe(new ReadOnlyHost(new RealHost()), { answers: { names: [], backend: [] } });
    expect(facts.uid).toBe(process.getuid?.());
    expect(facts.platform.pretty).not.toBe("");
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });
});

describe("single probes", () => {
  it("tell each kind of path, and follow no link", async () => {
    const host = new MemoryHost({
      files: {
        "/a/file": { content: "text", mode: 0o640, gid: 4 },
        "/a/link": { target: "/a/file" },
        "/a/folder": { folder: true, mode: 0o700 },
      },
    });
    expect(
      await probeFiles(host, ["/a/link", "/a/folder", "/a/none"], { texts: new Set(["/a/file"]) }),
    ).toEqual({
      "/a/file": { kind: "file", mode: 0o640, uid: 0, gid: 4, sha256: sha256("text"), text: "text" },
      "/a/link": { kind: "symlink", target: "/a/file" },
      "/a/folder": { kind: "directory", mode: 0o700, uid: 0, gid: 0 },
      "/a/none": { kind: "absent" },
    });
  });

  it("tell a box without a running systemd", async () => {
    expect(await probeInit(new MemoryHost({ files: { "/usr/lib/systemd/systemd": "" } }))).toBe("sysv");
  });

  it("ask apt only for what is missing", async () => {
    const host = new MemoryHost({
      run: ([program]) => (program === "dpkg-query" ? { stdout: "nginx\tinstalled\t1.22.1-9\n" } : undefined),
    });
    expect(await probePackages(host, ["nginx"])).toEqual({ nginx: { installed: "1.22.1-9" } });
    expect(host.commands.map(([program]) => program)).toEqual(["dpkg-query"]);
    expect(await probePackages(host, [])).toEqual({});
  });

  it.each([
    [
      "lists of its sources",
      " 500 http://deb.debian.org/debian bookworm/main amd64 Packages\n",
      { unknown: true },
    ],
    ["no lists yet", "", {}],
  ])("say of a package that is nowhere whether apt has %s", async (_, sources, expected) => {
    const none = "caddy:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\n";
    const all = `Package files:\n 100 /var/lib/dpkg/status\n     release a=now\n${sources}Pinned packages:\n`;
    const host = new MemoryHost({
      run: ([program, , name]) =>
        program === "apt-cache" ? { stdout: name === undefined ? all : none } : undefined,
    });
    expect(await probePackages(host, ["caddy"])).toEqual({ caddy: expected });
  });

  it("tell a name without an address from one that could not be looked up", async () => {
    class Unreachable extends MemoryHost {
      override async resolve(): Promise<readonly string[]> {
        throw new Error("the name x.example could not be looked up: no DNS server answered");
      }
    }
    const none = { a: [], aaaa: [] };
    expect(await probeNames(new MemoryHost(), ["x.example"])).toEqual({
      "x.example": none,
    });
    expect(await probeNames(new Unreachable(), ["x.example"])).toEqual({
      "x.example": { ...none, error: "no DNS server answered" },
    });
  });
});
