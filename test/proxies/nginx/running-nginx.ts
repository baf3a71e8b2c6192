import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getuid } from "node:process";
import { challengeRoot, publicFolder } from "../../../src/core/paths.ts";
import { socketsOn } from "../../../src/proxies/nginx/listening.ts";
import { nginx } from "../../../src/proxies/nginx/nginx.ts";
import { type NginxFacts, nginxFacts } from "../../../src/proxies/nginx/nginx-facts.ts";
import { siteOf } from "../../../src/proxies/nginx/plan-nginx.ts";
import { renderSite } from "../../../src/proxies/nginx/render.ts";
import type { CertificateFiles } from "../../../src/proxies/proxy.ts";
import { command, start } from "../../helpers/box/command.ts";
import type { LiveProxy, Place, Program, Wanted } from "../live/live-proxy.ts";
import { writeMaterial } from "../live/material.ts";
import { boxWith } from "./site.ts";

/** What only tests of nginx choose. */
export interface OwnOfNginx {
  readonly nginx?: Partial<NginxFacts>;
  /** Directives of the operator's, which nginx reads before ours. */
  readonly operators?: (place: Place) => string;
  /** Stands in the place of our site. */
  readonly ours?: (place: Place) => string;
  /** What nginx says when a reload has come to its end; when its old workers take no more connections, if left out. */
  readonly until?: RegExp;
}

/** Our site, in the folder of a test. */
export const siteFile = "wss-setup.conf";

const everywhere = ["libc6", "zlib1g", "libcrypt1"];
const newer = ["nginx", "libssl3t64", "libpcre2-8-0", "libzstd1", ...everywhere];

/** A real nginx of each suite. */
export const liveNginx: LiveProxy<OwnOfNginx> = {
  proxy: nginx,
  path: "usr/sbin/nginx",
  builds: {
    bullseye: {
      version: "1.18.0",
      openssl: "1.1.1",
      packages: ["nginx-core", "libssl1.1", "libpcre3", ...everywhere],
    },
    bookworm: {
      version: "1.22.1",
      openssl: "3.0",
      packages: ["nginx", "libssl3", "libpcre2-8-0", ...everywhere],
    },
    trixie: { version: "1.26.3", openssl: "3.5", packages: newer },
    forky: { version: "1.30.6", openssl: "3.6", packages: newer },
  },
  async start(program, place, wanted) {
    const { folder } = place;
    const file = join(folder, "nginx.conf");
    const write = ({ ours, operators, ...more }: Wanted & OwnOfNginx) => {
      const files = writeMaterial(folder, more.material);
      writeFileSync(join(folder, "operators.conf"), operators?.(place) ?? "");
      writeFileSync(join(folder, siteFile), ours?.(place) ?? render(program, place, more, files));
    };
    write(wanted);
    writeFileSync(file, around(folder));
    const tested = await command([...program.argv, "-t", "-q", "-c", file]);
    // A word about what the operator wrote is none against us.
    const refused = wanted.operators === undefined ? /\[warn\]/ : new RegExp(nginx.configTest.refuse ?? "");
    if (tested.code !== 0 || refused.test(tested.stderr)) throw new Error(tested.stderr);
    const process = start([...program.argv, "-p", folder, "-c", file, "-g", "daemon off;"]);
    await process.printed(/start worker process \d/);
    let reloads = 0;
    return {
      log: process.stderr,
      async reload(next) {
        reloads += 1;
        write({ ...next, operators: next.operators ?? wanted.operators ?? (() => "") });
        process.kill("SIGHUP");
        await process.printed(next.until ?? new RegExp(`(?:gracefully shutting down[^]*){${reloads}}`));
      },
      async stop() {
        process.kill("SIGTERM");
        await process.done;
      },
    };
  },
};

function render(
  { version, openssl = "" }: Program,
  { ports, folder }: Place,
  { answers, facts: seen, nginx: own }: Wanted & OwnOfNginx,
  files: CertificateFiles,
): string {
  const facts = boxWith({ version, openssl, ipv6: existsSync("/proc/net/if_inet6"), ...own }, seen);
  const site = siteOf(answers, facts, files);
  const socketsAt = (port: number) => socketsOn(port, nginxFacts(facts));
  return renderSite({
    ...site,
    ...(site.page && { page: { folder: join(folder, publicFolder) } }),
    ...(site.http && {
      http: {
        ...site.http,
        sockets: socketsAt(ports.http),
        challenges: { webroot: join(folder, challengeRoot) },
      },
    }),
    ...(site.https && { https: { ...site.https, sockets: socketsAt(ports.https), port: ports.https } }),
  });
}

/** What a distribution's nginx.conf says, as far as it is needed, with every path in the folder. */
function around(folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const user = getuid?.() === 0 ? "user root;\n" : "";
  return `${user}pid ${folder}/pid;
error_log stderr notice;
worker_processes 1;
events {
    worker_connections 1024;
}
http {
    access_log off;
${temporary.map((name) => `    ${name}_temp_path ${folder}/${name};\n`).join("")}
    include ${folder}/operators.conf;
    include ${folder}/${siteFile};
}
`;
}
