import { describe, expect, it } from "vitest";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { nginx } from "../../../src/proxies/nginx/nginx.ts";
import { readConfiguration } from "../../../src/proxies/nginx/read-configuration.ts";
import { serversOf } from "../../../src/proxies/nginx/servers.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { describeOne } from "../live/describe-live.ts";
import type { Place, Ports } from "../live/live-proxy.ts";
import { liveNginx } from "./running-nginx.ts";

await describeOne(
  liveNginx,
  "beside the operator's own sites",
  (scene) => {
    /** The operator's nginx runs already, its server answers "theirs" to everything; ours comes by a reload. */
    async function serveBeside(listens: (ports: Ports) => string) {
      const operators = ({ ports, folder }: Place) => `server { ${listens(ports)} server_name www.example.com;
      ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
      location / { default_type text/plain; return 200 theirs; } }`;
      const endpoint = await scene.serve({ operators, ours: () => "" });
      await endpoint.reload({ operators, nginx: { servers: await serversIn(operators(endpoint.place)) } });
      expect(endpoint.log()).not.toContain("[emerg]");
      return endpoint;
    }

    async function serversIn(site: string) {
      const files = { "/etc/nginx/nginx.conf": `http { ${site} }` };
      return serversOf(await readConfiguration(new MemoryHost({ files }), "/etc/nginx/nginx.conf"));
    }

    it.each([
      [
        "a default server with options on its sockets",
        ({ https }: Ports) =>
          `listen ${https} ssl default_server reuseport so_keepalive=on; listen [::]:${https} ssl ipv6only=on;`,
      ],
      ["a server that is the default because it is first", ({ https }: Ports) => `listen ${https} ssl;`],
      ["a server on one address alone", ({ https }: Ports) => `listen 127.0.0.1:${https} ssl;`],
      [
        "servers on one address and on all",
        ({ https }: Ports) => `listen 127.0.0.1:${https} ssl; listen ${https} ssl;`,
      ],
      [
        "a server that bound one address by itself",
        ({ https }: Ports) => `listen 127.0.0.1:${https} ssl bind;`,
      ],
      ["a socket that takes IPv4 and IPv6", ({ https }: Ports) => `listen [::]:${https} ssl ipv6only=off;`],
      ["a server with HTTP/2", ({ https }: Ports) => `listen ${https} ssl http2;`],
      [
        "servers on ports 80 too",
        ({ http, https }: Ports) => `listen ${http} default_server; listen ${https} ssl;`,
      ],
    ])("serves our name beside %s, and theirs stays as it is", async (_, listens) => {
      const { echo, get, target } = await serveBeside(listens);
      expect((await echo()).echo).toBe("hello");
      expect((await get({ host: "www.example.com" })).body).toBe("theirs");
      const { ca: _ca, ...stranger } = target({ host: "unknown.example.com" });
      expect((await httpGet(stranger)).body).toBe("theirs");
    });
  },
  ["bullseye", "trixie"],
);

describe("what counts against us in the words of nginx -t", () => {
  const refuse = new RegExp(nginx.configTest.refuse ?? "");

  it.each([
    'nginx: [warn] the "listen ... http2" directive is deprecated, use the "http2" directive instead in /etc/nginx/sites-enabled/wss-setup.conf:70',
    'nginx: [warn] duplicate value "TLSv1.2" in /etc/nginx/conf.d/wss-setup.conf:9',
  ])("a warning about our file: %s", (line) => {
    expect(line).toMatch(refuse);
  });

  it.each([
    'nginx: [warn] conflicting server name "old.example.org" on 0.0.0.0:443, ignored',
    'nginx: [warn] the "listen ... http2" directive is deprecated, use the "http2" directive instead in /etc/nginx/sites-enabled/www:3',
    "nginx: [warn] protocol options redefined for 0.0.0.0:443 in /etc/nginx/sites-enabled/wss-setup.conf:81",
    "nginx: configuration file /etc/nginx/nginx.conf test is successful",
  ])("not what was there before us: %s", (line) => {
    expect(line).not.toMatch(refuse);
  });
});
