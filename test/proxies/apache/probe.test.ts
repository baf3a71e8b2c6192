import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import { isReadOnly } from "../../../src/host/read-only-commands.ts";
import { probeApache } from "../../../src/proxies/apache/probe.ts";
import { virtualHosts } from "../../../src/proxies/apache/virtual-hosts.ts";
import { debianDefault, debianMain, debianMpm, debianPorts } from "./debian-files.ts";

const built = `Server version: Apache/2.4.71 (Debian)
Server built:   2026-11-12T08:58:41
Server MPM:     event
  threaded:     yes (fixed thread count)
`;
const noName = "AH00558: apache2: Could not reliably determine the server's fully qualified domain name\n";
const md5 = (text: string) => createHash("md5").update(text).digest("hex");

const stock: Readonly<Record<string, Placed>> = {
  "/etc/apache2/apache2.conf": debianMain,
  "/etc/apache2/ports.conf": debianPorts,
  "/etc/apache2/mods-available/mpm_event.conf": debianMpm,
  "/etc/apache2/mods-enabled/mpm_event.conf": { target: "../mods-available/mpm_event.conf" },
  "/etc/apache2/sites-available/000-default.conf": debianDefault,
  "/etc/apache2/sites-enabled/000-default.conf": { target: "../sites-available/000-default.conf" },
};

interface Scene {
  readonly files?: Readonly<Record<string, Placed>>;
  /** What each command says, in place of Debian's own. */
  readonly says?: Readonly<Record<string, { code?: number; stdout?: string; stderr?: string }>>;
}

/** A box with Debian's Apache; every command has to be one that only looks. */
function box({ files = {}, says = {} }: Scene = {}): MemoryHost {
  return new MemoryHost({
    files: { ...stock, ...files },
    run: async (argv, _options, host) => {
      expect(isReadOnly(argv), argv.join(" ")).toBe(true);
      const command = argv.join(" ");
      const said = Object.entries(says).find(([begin]) => command.startsWith(begin))?.[1];
      if (said !== undefined) return said;
      if (command === "apache2ctl -V") return { stdout: built };
      if (command === "apache2ctl -M")
        return {
          stdout: "Loaded Modules:\n core_module (static)\n mpm_event_module (shared)\n",
          stderr: noName,
        };
      if (command === "apache2ctl -S")
        return { stdout: "*:80   box (/etc/apache2/sites-enabled/000-default.conf:1)\n", stderr: noName };
      if (command === "apache2ctl -t") return { stderr: `${noName}Syntax OK\n` };
      if (argv[0] === "unshare") return {};
      if (argv[0] === "md5sum")
        return { stdout: `${md5(String(await host.readFile(argv[1] ?? "")))}  ${argv[1]}\n` };
      if (argv.includes("libssl3")) return { code: 1, stdout: "installed 3.0.17-1~deb12u2\n" };
      if (argv[0] === "dpkg-query")
        return { stdout: ` /etc/apache2/sites-available/000-default.conf ${md5(debianDefault)}\n` };
      return undefined;
    },
  });
}

describe("the probe of Apache", () => {
  it("sees a stock Debian Apache, with a default site that counts as nobody's", async () => {
    expect(await probeApache(box())).toEqual({
      version: "2.4.71",
      openssl: "3.0.17",
      mpm: "event",
      modules: ["core", "mpm_event"],
      links: { "mpm_event.conf": "../mods-available/mpm_event.conf" },
      hosts: [],
      listens: [
        { address: "*", port: 80 },
        { address: "*", port: 443 },
      ],
      room: { MaxSpareThreads: 75, ThreadLimit: 64, ThreadsPerChild: 25, MaxRequestWorkers: 150 },
      defaultSite: true,
      stockDefaultSite: true,
      trustStore: false,
      canTry: true,
    });
  });

  it("sees a box without Apache as the package will make it", async () => {
    const none = { code: 127, stderr: "not found" };
    const seen = await probeApache(box({ says: { "apache2ctl -V": none } }));
    expect(seen.version).toBeUndefined();
    expect(seen).toMatchObject({ hosts: [], listens: [{ port: 80 }, { port: 443 }], canTry: true });
  });

  it("counts a default site that somebody wrote", async () => {
    const files = { "/etc/apache2/sites-available/000-default.conf": `${debianDefault}# mine\n` };
    const seen = await probeApache(box({ files }));
    expect(seen).toMatchObject({ defaultSite: true, stockDefaultSite: false, hosts: [{ port: 80 }] });
  });

  it("tells why Apache does not start, from its own test or from a trial", async () => {
    const bad = {
      code: 1,
      stderr: `${noName}AH00526: Syntax error on line 1 of /etc/a.conf:\nInvalid command\n`,
    };
    expect((await probeApache(box({ says: { "apache2ctl -t": bad } }))).failure).toBe(
      "AH00526: Syntax error on line 1 of /etc/a.conf: Invalid command",
    );
    const fault = {
      code: 1,
      stdout: `[Fri Nov 27 22:45:19 2026] [ssl:warn] [pid 1:tid 1] AH01906: a CA
[Fri Nov 27 22:45:19 2026] [ssl:emerg] [pid 1:tid 1] AH02407: "SSLOpenSSLConfCmd Curves NOPE" failed
AH00016: Configuration Failed
`,
      stderr: "Setting ulimit failed. See README.Debian for more information.\n",
    };
    expect((await probeApache(box({ says: { "unshare --net -- env": fault } }))).failure).toBe(
      '[ssl:emerg] [pid 1:tid 1] AH02407: "SSLOpenSSLConfCmd Curves NOPE" failed',
    );
  });

  it("sees the operator's sites as they are written, where a fault of ours keeps Apache from telling", async () => {
    const fault = {
      code: 1,
      stderr: "AH00526: Syntax error on line 9 of /etc/apache2/sites-enabled/wss-setup.conf:\nx\n",
    };
    const files = {
      "/etc/apache2/mods-enabled/ssl.load": { target: "../mods-available/ssl.load" },
      "/etc/apache2/sites-enabled/wss-setup.conf":
        "<VirtualHost *:443>\nServerName ours.example\n</VirtualHost>\n",
      "/etc/apache2/sites-enabled/a.conf": `<IfModule mod_ssl.c>
<VirtualHost _default_:443 [2001:DB8::1]:8443 192.0.2.1>
  ServerName https://One.example:443
  ServerAlias www.one.example *.one.example
  <IfModule mod_nobody.c>
    ServerAlias never.example
  </IfModule>
</VirtualHost>
</IfModule>
<IfModule !ssl_module>
<VirtualHost *:81>
</VirtualHost>
</IfModule>
`,
    };
    const says = { "apache2ctl -S": fault, "apache2ctl -M": fault, "apache2ctl -t": fault };
    const { hosts } = await probeApache(box({ files, says }));
    const site = {
      file: "/etc/apache2/sites-enabled/a.conf",
      names: ["one.example", "www.one.example", "*.one.example"],
    };
    expect(hosts).toEqual([
      { ...site, address: "*", port: 443 },
      { ...site, address: "[2001:db8::1]", port: 8443 },
      { ...site, address: "192.0.2.1", port: 0 },
    ]);
  });

  it("makes no trial where there can be none", async () => {
    const denied = { code: 1, stderr: "Operation not permitted" };
    const container = await probeApache(box({ says: { unshare: denied } }));
    expect(container).toMatchObject({ canTry: false });
    expect(container.failure).toBeUndefined();
    const files = { "/etc/apache2/ports.conf": "Listen 203.0.113.10:80\nListen [::1]:443\n" };
    const bound = await probeApache(box({ files, says: { "unshare --net -- sysctl": denied } }));
    expect(bound).toMatchObject({
      canTry: false,
      listens: [
        { address: "203.0.113.10", port: 80 },
        { address: "[::1]", port: 443 },
      ],
    });
  });

  it("leaves our own lines out, and reads files that others include", async () => {
    const files = {
      "/etc/apache2/sites-enabled/wss-setup.conf": "Listen 8443\n",
      "/etc/apache2/sites-enabled/a.conf": "Include extra\n",
      "/etc/apache2/extra/b.conf": "Listen 8080\n",
    };
    const seen = await probeApache(box({ files }));
    expect(seen.listens.map(({ port }) => port)).toEqual([80, 443, 8080]);
  });
});

describe("virtualHosts", () => {
  it("reads Apache's own list, in its order", () => {
    const said = `VirtualHost configuration:
203.0.113.10:443       one.example (/etc/apache2/sites-enabled/one.conf:1)
                 alias www.one.example
*:443                  is a NameVirtualHost
         default server two.example (/etc/apache2/sites-enabled/two.conf:2)
         port 443 namevhost Two.example (/etc/apache2/sites-enabled/two.conf:2)
                 alias [2001:db8::1]
                 wild alias *.two.example
         port 443 namevhost three.example (/etc/apache2/sites-enabled/three.conf:1)
[::]:80                four.example (/etc/apache2/sites-enabled/four.conf:1)
ServerRoot: "/etc/apache2"
`;
    const file = (name: string) => `/etc/apache2/sites-enabled/${name}.conf`;
    expect(virtualHosts(said)).toEqual([
      { file: file("one"), address: "203.0.113.10", port: 443, names: ["one.example", "www.one.example"] },
      {
        file: file("two"),
        address: "*",
        port: 443,
        names: ["two.example", "2001:db8::1", "*.two.example"],
      },
      { file: file("three"), address: "*", port: 443, names: ["three.example"] },
      { file: file("four"), address: "*", port: 80, names: ["four.example"] },
    ]);
  });
});
