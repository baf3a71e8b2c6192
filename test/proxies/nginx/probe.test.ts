import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import type { NginxFacts } from "../../../src/proxies/nginx/nginx-facts.ts";
import { probeNginx } from "../../../src/proxies/nginx/probe.ts";
import { debianDefault, debianMain } from "./debian-files.ts";

const versionOutput = `nginx version: nginx/1.26.3
built with OpenSSL 3.4.0 22 Oct 2024 (running with OpenSSL 3.5.7 9 Jun 2026)
TLS SNI support enabled
configure arguments: --with-http_ssl_module
`;

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

const stock: Readonly<Record<string, Placed>> = {
  "/proc/net/if_inet6": "",
  "/etc/nginx/nginx.conf": debianMain,
  "/etc/nginx/mime.types": "types { text/html html; }",
  "/etc/nginx/sites-available/default": debianDefault,
  "/etc/nginx/sites-enabled/default": { target: "/etc/nginx/sites-available/default" },
};

interface Scene {
  readonly files?: Readonly<Record<string, Placed>>;
  /** What `nginx -t` says against the configuration. */
  readonly fault?: string;
}

/** A box with Debian's nginx. */
function box({ files = {}, fault }: Scene = {}): MemoryHost {
  return new MemoryHost({
    files: { ...stock, ...files },
    run: async (argv, _options, host) => {
      const command = argv.join(" ");
      if (command === "nginx -V") return { stderr: versionOutput };
      if (command === "nginx -t") return fault === undefined ? {} : { code: 1, stderr: fault };
      if (argv[0] === "md5sum")
        return { stdout: `${md5(String(await host.readFile(argv[1] ?? "")))}  ${argv[1]}\n` };
      if (argv[0] === "dpkg-query") {
        const list = ` /etc/nginx/nginx.conf ${md5(debianMain)}\n /etc/nginx/sites-available/default ${md5(debianDefault)}\n`;
        return { code: 1, stdout: list, stderr: "no packages found matching nginx" };
      }
      return undefined;
    },
  });
}

const site = (body: string) => `server { ${body} }\n`;

async function serversBeside(files: Readonly<Record<string, Placed>>): Promise<NginxFacts["servers"]> {
  return (await probeNginx(box({ files }))).servers;
}

describe("the probe of nginx", () => {
  it("sees a stock Debian nginx: the OpenSSL it runs with, and a default site that counts as nobody's", async () => {
    expect(await probeNginx(box())).toEqual({
      version: "1.26.3",
      openssl: "3.5.7",
      ipv6: true,
      servers: [],
      defaultSite: true,
      stockDefaultSite: true,
      trustStore: false,
      sites: "sites-enabled",
      hashBuckets: {},
    });
  });

  it("sees whether there is room for 10,000 clients, also through a link", async () => {
    const roomy = debianMain
      .replace("worker_connections 768;", "worker_connections 20480;")
      .replace("user www-data;", "user www-data; worker_rlimit_nofile 65536;");
    const linked = { "/srv/nginx.conf": roomy, "/etc/nginx/nginx.conf": { target: "/srv/nginx.conf" } };
    expect(await probeNginx(box({ files: linked }))).toMatchObject({ hasRoom: true });
    const little = { ...linked, "/srv/nginx.conf": roomy.replace("20480", "768") };
    expect(await probeNginx(box({ files: little }))).not.toHaveProperty("hasRoom");
  });

  it("sees how many files a process may open where root may not raise that", async () => {
    const limits =
      "Max processes  95  95  processes\nMax open files            1024                 20000                files\n";
    const first = (capabilities: string) => ({
      "/proc/1/limits": limits,
      "/proc/1/status": `Name:\tsystemd\nCapBnd:\t${capabilities}\nSeccomp:\t0\n`,
    });
    const bound = await probeNginx(box({ files: first("000001fffcfeffff") }));
    expect(bound).toMatchObject({ mostOpenFiles: 20_000 });
    expect(await probeNginx(box({ files: first("000001ffffffffff") }))).not.toHaveProperty("mostOpenFiles");
    const within = debianMain
      .replace("worker_connections 768;", "worker_connections 20000;")
      .replace("user www-data;", "user www-data; worker_rlimit_nofile 20000;");
    const files = { ...first("000001fffcfeffff"), "/etc/nginx/nginx.conf": within };
    expect(await probeNginx(box({ files }))).toMatchObject({ hasRoom: true });
  });

  it("sees a box without nginx", async () => {
    const seen = await probeNginx(new MemoryHost());
    expect(seen).not.toHaveProperty("version");
    expect(seen).toMatchObject({ ipv6: false, servers: [], defaultSite: false, sites: "sites-enabled" });
  });

  it("takes a default site that somebody changed for a site of the operator's", async () => {
    const changed = debianDefault.replace("server_name _", "server_name www.example.com");
    const seen = await probeNginx(box({ files: { "/etc/nginx/sites-available/default": changed } }));
    expect(seen).toMatchObject({ defaultSite: true, stockDefaultSite: false });
    expect(seen.servers).toEqual([
      {
        file: "/etc/nginx/sites-enabled/default",
        names: ["www.example.com"],
        listens: [
          { address: "*", port: 80, isDefault: true, socketOptions: [] },
          { address: "[::]", port: 80, isDefault: true, socketOptions: [] },
        ],
      },
    ]);
  });

  it("reads the operator's sites in nginx's order, and leaves ours and hidden files out", async () => {
    const servers = await serversBeside({
      "/etc/nginx/conf.d/b.conf": site("listen 8443 ssl; server_name B.example;"),
      "/etc/nginx/conf.d/b.conf.bak": site("server_name bak.example;"),
      "/etc/nginx/sites-enabled/www": { target: "/etc/nginx/sites-available/www" },
      "/etc/nginx/sites-available/www": "# mine\ninclude snippets/www.conf;",
      "/etc/nginx/snippets/www.conf": site("server_name www.example. 'a b';"),
      "/etc/nginx/sites-enabled/.hidden": site("server_name hidden.example;"),
      "/etc/nginx/sites-enabled/wss-setup.conf": site("server_name node.example.com;"),
    });
    expect(servers.map(({ file, names }) => [file, names])).toEqual([
      ["/etc/nginx/conf.d/b.conf", ["b.example"]],
      ["/etc/nginx/snippets/www.conf", ["www.example", "a b"]],
    ]);
  });

  it.each([
    ["listen 443 ssl;", "*", 443],
    ["listen 0.0.0.0:443;", "*", 443],
    ["listen *:443;", "*", 443],
    ["listen [::]:443;", "[::]", 443],
    ["listen [2001:DB8::1]:443;", "[2001:db8::1]", 443],
    ["listen 203.0.113.5:443;", "203.0.113.5", 443],
    ["listen 203.0.113.5;", "203.0.113.5", 80],
    ["listen localhost:443;", "localhost", 443],
    ["listen localhost;", "localhost", 80],
    ["listen unix:/run/x.sock;", "unix:/run/x.sock", 0],
    ["root /srv;", "*", 80],
  ])("reads where %s listens", async (line, address, port) => {
    const [server] = await serversBeside({ "/etc/nginx/conf.d/a.conf": site(line) });
    expect(server?.listens).toEqual([{ address, port, isDefault: false, socketOptions: [] }]);
  });

  it("reads ranges of ports, defaults and the options of a socket", async () => {
    const [server] = await serversBeside({
      "/etc/nginx/conf.d/a.conf": site("listen 442-443 ssl http2 default_server so_keepalive=on reuseport;"),
    });
    const shared = { address: "*", isDefault: true, socketOptions: ["so_keepalive=on", "reuseport"] };
    expect(server?.listens).toEqual([
      { ...shared, port: 442 },
      { ...shared, port: 443 },
    ]);
  });

  it("sees sizes of hash tables, and where sites go in the packages of nginx.org", async () => {
    const main = "events {}\nhttp { map_hash_bucket_size 128; include /etc/nginx/conf.d/*.conf; }";
    const seen = await probeNginx(box({ files: { "/etc/nginx/nginx.conf": main } }));
    expect(seen).toMatchObject({ sites: "conf.d", hashBuckets: { map_hash_bucket_size: 128 } });
    const bare = await probeNginx(box({ files: { "/etc/nginx/nginx.conf": "events {}\nhttp {}" } }));
    expect(bare.sites).toBe("none");
  });

  it("tells nginx's own word against the configuration, and reads on", async () => {
    const fault =
      'nginx: [emerg] unknown directive "lisen" in /etc/nginx/conf.d/a.conf:1\nnginx: configuration file test failed';
    const files = { "/etc/nginx/conf.d/a.conf": site("lisen 80; server_name a.example;") };
    const seen = await probeNginx(box({ files, fault }));
    expect(seen.failure).toBe('[emerg] unknown directive "lisen" in /etc/nginx/conf.d/a.conf:1');
    expect(seen.servers.map(({ names }) => names)).toEqual([["a.example"]]);
  });

  it("says in which file it could not read on", async () => {
    const seen = await probeNginx(box({ files: { "/etc/nginx/conf.d/a.conf": "server {\n" } }));
    expect(seen.failure).toBe(
      "/etc/nginx/conf.d/a.conf, line 2: the text ends inside a directive or a block",
    );
  });

  it("does not follow files that include each other for ever", async () => {
    const files = { "/etc/nginx/conf.d/a.conf": "include /etc/nginx/conf.d/a.conf;" };
    expect((await probeNginx(box({ files }))).failure).toMatch(/include each other without end/);
  });
});
