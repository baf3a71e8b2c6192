import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boxesAvailable } from "../helpers/box/available.ts";
import { type Box, bootBox } from "../helpers/box/box.ts";
import { diffSnapshots } from "../helpers/box/snapshot-diff.ts";
import { httpGet } from "../helpers/client/http-get.ts";
import { echoOver } from "../helpers/client/websocket.ts";

const available = boxesAvailable();

describe.skipIf(!available.ok)(`the lab${available.ok ? "" : ` (${available.reason})`}`, () => {
  describe("a plain box", () => {
    let box: Box;
    beforeAll(async () => {
      box = await bootBox({ suite: "bookworm" });
    });
    afterAll(() => box?.stop());

    it("is a running Debian of its own with a v4 and a v6 address", async () => {
      expect(await box.run(["cat", "/proc/1/comm"])).toBe("systemd\n");
      expect(await box.run(["systemctl", "--failed", "--no-legend"])).toBe("");
      const addresses = await box.run(["ip", "-brief", "address", "show", "eth0"]);
      expect(addresses).toContain(`${box.ip4}/24`);
      expect(addresses).toContain(`${box.ip6}/64`);
    });

    it("installs a package without a network, and its snapshot tells so", async () => {
      const before = await box.snapshot();
      expect(diffSnapshots(before, await box.snapshot())).toEqual([]);
      await box.run(["apt-get", "install", "-y", "-qq", "psmisc"]);
      await box.writeFile("/etc/lab", "here\n", "0600");
      // setxattr(2), by its number on this machine.
      const call = process.arch === "arm64" ? 5 : 188;
      const script = "my ($call, @words) = @ARGV; syscall($call, @words, 4, 0) == 0 or die $!";
      await box.run(["perl", "-e", script, `${call}`, "/etc/lab", "user.note", "ours"]);
      await box.run(["iptables", "-A", "INPUT", "-p", "tcp", "--dport", "443", "-j", "ACCEPT"]);
      const difference = diffSnapshots(before, await box.snapshot());
      expect(difference.some((line) => line.startsWith("+ package psmisc:amd64 "))).toBe(true);
      const file = expect.stringMatching(
        /^\+ \/etc\/lab \(file 0600 0:0 5 bytes \w+ with user\.note=6f757273\)$/,
      );
      expect(difference).toContainEqual(file);
      expect(difference).toContain("+ iptables -A INPUT -p tcp -m tcp --dport 443 -j ACCEPT");
    });

    it("runs the backend, which a client outside reaches over v4 and v6", async () => {
      await box.startBackend({ port: 9944, flags: ["--host=::", "--substrate"] });
      for (const ip of [box.ip4, box.ip6]) {
        const target = { ip, port: 9944, tls: false };
        expect(await echoOver(target, "hello box")).toMatchObject({ status: 101, echo: "hello box" });
        const { body } = await httpGet({ ...target, headers: { "X-Lab": "1" } });
        expect(JSON.parse(body).headers).toMatchObject({ "x-lab": "1" });
      }
      const peers = await echoOver(
        { ip: box.ip4, port: 9944, tls: false },
        '{"id":1,"method":"system_peers"}',
      );
      expect(JSON.parse(peers.echo ?? "")).toMatchObject({ id: 1, error: { code: -32601 } });
    });

    it("lets a client outside speak wss through a proxy, and tells which certificate it saw", async () => {
      await box.run(["apt-get", "install", "-y", "-qq", "nginx"], {
        env: { DEBIAN_FRONTEND: "noninteractive" },
      });
      const [key, certificate] = ["/etc/lab.key", "/etc/lab.crt"];
      const request = [
        "openssl",
        "req",
        "-x509",
        "-nodes",
        "-newkey",
        "rsa:2048",
        "-subj",
        "/CN=lab.example",
      ];
      const san = ["-addext", "subjectAltName=DNS:lab.example"];
      await box.run([...request, ...san, "-keyout", key, "-out", certificate]);
      await box.writeFile(
        "/etc/nginx/conf.d/lab.conf",
        `server {
          listen 443 ssl;
          listen [::]:443 ssl;
          ssl_certificate ${certificate};
          ssl_certificate_key ${key};
          location / {
            proxy_pass http://127.0.0.1:9944;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
          }
        }`,
      );
      await box.run(["systemctl", "reload", "nginx"]);
      await box.listens(443);
      const printed = await box.run([
        "openssl",
        "x509",
        "-in",
        certificate,
        "-noout",
        "-fingerprint",
        "-sha256",
      ]);
      const session = { tlsVersion: "TLSv1.3", fingerprint: printed.trim().split("=")[1] };
      const ca = await box.readFile(certificate);
      for (const ip of [box.ip4, box.ip6]) {
        const target = { ip, host: "lab.example", ca };
        expect(await echoOver(target)).toMatchObject({ status: 101, echo: "hello", session });
        expect(await httpGet(target)).toMatchObject({ status: 200, session });
      }
      await expect(echoOver({ ip: box.ip4, host: "other.example", ca })).rejects.toThrow("other.example");
    });

    it("kills the very command it has started", async () => {
      const running = box.spawn(["sh", "-c", "echo $$; exec sleep infinity"]);
      const inside = await running.printed(/\d+\n/);
      running.kill("SIGKILL");
      expect((await running.done).code).toBe(137);
      expect((await box.exec(["kill", "-0", inside.trim()])).code).not.toBe(0);
    });

    it("takes over a file or a folder of the machine under another name", async () => {
      const folder = fileURLToPath(new URL("../helpers/backend", import.meta.url));
      await box.copyIn(folder, "/srv/copies/folder");
      await box.copyIn(join(folder, "main.ts"), "/srv/copies/file");
      expect((await box.run(["ls", "/srv/copies/folder"])).trim().split(/\s+/)).toEqual(
        readdirSync(folder).sort(),
      );
      expect(await box.readFile("/srv/copies/file")).toBe(readFileSync(join(folder, "main.ts"), "utf8"));
    });

    it("keeps its files over a reboot, and loses rules that nothing brings back", async () => {
      expect(await box.run(["iptables", "-S"])).toContain("--dport 443");
      await box.reboot();
      expect(await box.readFile("/etc/lab")).toBe("here\n");
      expect(await box.run(["iptables", "-S"])).not.toContain("--dport 443");
      await box.listens(9944);
      expect(await echoOver({ ip: box.ip4, port: 9944, tls: false })).toMatchObject({ echo: "hello" });
    });
  });

  it("has a box without systemd, with sysv services and the backend", async () => {
    const box = await bootBox({ suite: "bookworm", variant: "no-systemd" });
    try {
      expect((await box.exec(["test", "-d", "/run/systemd/system"])).code).toBe(1);
      await box.run(["service", "ssh", "start"]);
      await box.listens(22);
      await box.startBackend({ flags: ["--host=0.0.0.0"] });
      expect(await echoOver({ ip: box.ip4, port: 9944, tls: false })).toMatchObject({ echo: "hello" });
      await expect(box.reboot()).rejects.toThrow("without systemd");
    } finally {
      box.stop();
    }
  });

  const rejecting = /-j REJECT --reject-with \S+\n$/;
  it.each([
    { variant: "ufw-inactive", ufw: "Status: inactive", rules: /^-P INPUT ACCEPT\n$/ },
    { variant: "ufw-active", ufw: "Status: active", rules: /^-P INPUT DROP\n/ },
    { variant: "reject", ufw: undefined, rules: rejecting },
    { variant: "reject-unsaved", ufw: undefined, rules: rejecting },
  ] as const)("has a box $variant, before and after a reboot", async ({ variant, ufw, rules }) => {
    const box = await bootBox({ suite: "bookworm", variant });
    try {
      for (const boot of [async () => undefined, box.reboot]) {
        await boot();
        expect(await box.run(["iptables", "-S", "INPUT"])).toMatch(rules);
        expect(await box.run(["ip6tables", "-S", "INPUT"])).toMatch(rules);
        expect((await box.exec(["ufw", "status"])).stdout.split("\n")[0]).toBe(ufw ?? "");
      }
      const saved = await box.exec(["dpkg", "-s", "iptables-persistent"]);
      expect(saved.code).toBe(variant === "reject" ? 0 : 1);
    } finally {
      box.stop();
    }
  });
});
