import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { challengeRoot, publicFolder } from "../../../src/core/paths.ts";
import { apache } from "../../../src/proxies/apache/apache.ts";
import { type ApacheFacts, apacheFacts } from "../../../src/proxies/apache/apache-facts.ts";
import { limiterProgram } from "../../../src/proxies/apache/limiter.ts";
import { placesOn } from "../../../src/proxies/apache/listening.ts";
import { modulesFor } from "../../../src/proxies/apache/modules.ts";
import { pageProgram } from "../../../src/proxies/apache/page-program.ts";
import { siteOf } from "../../../src/proxies/apache/plan-apache.ts";
import { renderSite } from "../../../src/proxies/apache/render.ts";
import type { Site } from "../../../src/proxies/apache/site.ts";
import { command, start } from "../../helpers/box/command.ts";
import type { LiveProxy, Place, Program, Wanted } from "../live/live-proxy.ts";
import { writeMaterial } from "../live/material.ts";
import { boxWith } from "./site.ts";

/** What only tests of Apache choose. */
interface OwnOfApache {
  readonly apache?: Partial<ApacheFacts>;
  /** The operator's, before ours. */
  readonly lines?: string;
}

const everywhere = ["apache2-bin", "libexpat1", "libuuid1", "libgcc-s1", "libc6", "zlib1g", "libcrypt1"];
const version = "2.4.71";

/** A real Apache of each suite. */
export const liveApache: LiveProxy<OwnOfApache> = {
  proxy: apache,
  path: "usr/sbin/apache2",
  builds: {
    bullseye: {
      version,
      openssl: "1.1.1",
      packages: ["liblua5.3-0", "libapr1", "libaprutil1", "libssl1.1", "libpcre3", ...everywhere],
    },
    bookworm: {
      version,
      openssl: "3.0",
      packages: ["liblua5.3-0", "libapr1", "libaprutil1", "libssl3", "libpcre2-8-0", ...everywhere],
    },
    trixie: {
      version,
      openssl: "3.5",
      packages: [
        ...["liblua5.4-0", "libapr1t64", "libaprutil1t64", "libssl3t64", "libpcre2-8-0", "libzstd1"],
        ...everywhere,
      ],
    },
  },
  async start(program, place, wanted) {
    const { folder } = place;
    const file = join(folder, "apache2.conf");
    const write = (now: Wanted & OwnOfApache) => {
      const site = siteAt(program, place, now);
      writeFileSync(join(folder, "wss-setup.conf"), `${now.lines ?? ""}\n${renderSite(site)}`);
      return site;
    };
    // What a start of the service gives to Apache's workers.
    mkdirSync(join(folder, "shared"));
    chmodSync(join(folder, "shared"), 0o777);
    writeFileSync(file, around(folder, rootOf(program), ["mpm_event", ...modulesFor(write(wanted))]));
    const tested = await command([...program.argv, "-t", "-f", file]);
    if (tested.code !== 0) throw new Error(tested.stderr);
    const process = start([...program.argv, "-D", "FOREGROUND", "-f", file]);
    await process.printed(/resuming normal operations/);
    let loads = 1;
    return {
      log: () => process.stdout() + process.stderr(),
      async reload(next) {
        loads += 1;
        write(next);
        process.kill("SIGUSR1");
        await process.printed(new RegExp(`(?:resuming normal operations[^]*){${loads}}`));
      },
      async stop() {
        process.kill("SIGTERM");
        await process.done;
      },
    };
  },
};

/** The user and group that Apache's workers run as in a test. */
const worker = userInfo().uid === 0 ? "www-data:www-data" : `${userInfo().username}:${userInfo().gid}`;

function siteAt(
  { version: built, openssl = "" }: Program,
  { ports, folder }: Place,
  { answers, facts, material, apache: own }: Wanted & OwnOfApache,
): Site {
  const box = boxWith({ version: built, openssl, ...own }, facts);
  const files = { limit: join(folder, "limit"), page: join(folder, "page.lua") };
  writeFileSync(files.limit, limiterProgram);
  chmodSync(files.limit, 0o755);
  writeFileSync(files.page, pageProgram);
  const site = siteOf(answers, box, writeMaterial(folder, material));
  const on = (port: number) => ({ places: placesOn(port, apacheFacts(box)), needsListen: true });
  return {
    ...site,
    limiter: { program: files.limit, user: worker, state: join(folder, "shared", "counts") },
    ...(site.page && { page: { folder: join(folder, publicFolder), program: files.page } }),
    ...(site.http && {
      http: { ...site.http, ...on(ports.http), challenges: { webroot: join(folder, challengeRoot) } },
    }),
    ...(site.https && { https: { ...site.https, ...on(ports.https), port: ports.https } }),
  };
}

function rootOf({ argv }: Program): string {
  return (argv.at(-1) ?? "").replace(/\/usr\/sbin\/apache2$/, "");
}

/** What a distribution's apache2.conf says, as far as it is needed, with every path in the folder. */
function around(folder: string, root: string, modules: readonly string[]): string {
  const [user, group] = worker.split(":");
  const loads = modules.map(
    (name) => `LoadModule ${name}_module ${root}/usr/lib/apache2/modules/mod_${name}.so\n`,
  );
  return `ServerRoot ${folder}
ServerName localhost
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ErrorLog "|/bin/cat"
LogLevel notice
${loads.join("")}User ${user}
Group ${/^\d+$/.test(group ?? "") ? "#" : ""}${group}
StartServers 1
ThreadsPerChild 64
MaxRequestWorkers 192
TypesConfig /etc/mime.types
<Directory />
    Require all denied
</Directory>
Include ${folder}/wss-setup.conf
`;
}
