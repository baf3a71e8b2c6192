import { existsSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { haproxy } from "../../../src/proxies/haproxy/haproxy.ts";
import type { HaproxyFacts } from "../../../src/proxies/haproxy/haproxy-facts.ts";
import { limiterScript } from "../../../src/proxies/haproxy/limiter.ts";
import { pageResponse } from "../../../src/proxies/haproxy/page-response.ts";
import { renderSite } from "../../../src/proxies/haproxy/render.ts";
import { siteOf } from "../../../src/proxies/haproxy/site-of.ts";
import { command, start } from "../../helpers/box/command.ts";
import type { LiveProxy, Place, Program, Wanted } from "../live/live-proxy.ts";
import { writeMaterial } from "../live/material.ts";
import { boxWith } from "./site.ts";

/** What only tests of HAProxy choose. */
interface OwnOfHaproxy {
  readonly haproxy?: Partial<HaproxyFacts>;
  /** The operator's sections, before ours. */
  readonly above?: string;
  /** Stand in the place of our sections. */
  readonly ours?: (place: Place) => string;
  /** The port where certbot answers challenges. */
  readonly challenges?: number;
}

const common = ["haproxy", "libc6", "zlib1g", "libcrypt1", "libpcre2-8-0", "libgcc-s1", "libcap2"];
const systemd = ["libsystemd0", "liblzma5", "libzstd1", "liblz4-1", "libgcrypt20", "libgpg-error0"];
const tracing = ["libopentracing1", "libstdc++6"];
const newer = ["libssl3t64", "liblua5.4-0", "libopentracing-c-wrapper0t64", "libjemalloc2", "libzstd1"];

/** A real HAProxy of each suite. */
export const liveHaproxy: LiveProxy<OwnOfHaproxy> = {
  proxy: haproxy,
  path: "usr/sbin/haproxy",
  builds: {
    bullseye: {
      version: "2.2.9",
      openssl: "1.1.1",
      packages: [...common, "libssl1.1", "liblua5.3-0", ...systemd],
    },
    bookworm: {
      version: "2.6.12",
      openssl: "3.0",
      packages: [...common, "libssl3", "liblua5.3-0", "libopentracing-c-wrapper0", ...tracing, ...systemd],
    },
    trixie: { version: "3.0.11", openssl: "3.5", packages: [...common, ...newer, ...tracing] },
    forky: { version: "3.2.26", openssl: "3.6", packages: [...common, ...newer, ...tracing] },
  },
  async start(program, place, wanted) {
    const file = join(place.folder, "haproxy.cfg");
    /** The processes in turn: each takes over from the one before it, which ends with its last connection. */
    const processes: ReturnType<typeof start>[] = [];
    const load = async ({ above = "", ours, ...more }: Wanted & OwnOfHaproxy) => {
      const sections = ours?.(place) ?? render(program, place, more);
      writeFileSync(file, `global\n    log stdout format raw local0\n${above}\n${sections}\n`);
      const tested = await command([...program.argv, "-c", "-f", file]);
      // A word about what the operator wrote is none against us.
      const alone = above === "" && ours === undefined;
      if (tested.code !== 0 || (alone && /\[(?:WARNING|ALERT)\]/.test(tested.stderr)))
        throw new Error(tested.stderr);
      const before = processes.at(-1);
      const argv = [...program.argv, "-db", "-f", file];
      processes.push(start(before === undefined ? argv : [...argv, "-sf", String(before.pid)]));
      await (before === undefined
        ? listening(place.ports.https)
        : before.printed(/Proxy wss-setup-https stopped/));
    };
    const log = () => processes.map((each) => each.stdout() + each.stderr()).join("");
    await load(wanted);
    return {
      log,
      reload: load,
      async stop() {
        for (const each of processes) each.kill("SIGTERM");
        await Promise.all(processes.map(({ done }) => done));
      },
    };

    /** Comes when somebody accepts connections on the port. */
    async function listening(port: number): Promise<void> {
      for (let tries = 0; tries < 400; tries += 1) {
        const socket = connect(port, "127.0.0.1");
        const there = await new Promise<boolean>((resolve) => {
          socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
        });
        socket.destroy();
        if (there) return;
        await setTimeout(10);
      }
      throw new Error(`HAProxy does not listen: ${log()}`);
    }
  },
};

function render(
  { version, openssl = "" }: Program,
  { ports, folder }: Place,
  { answers, facts, material, page, haproxy: own, challenges }: Wanted & OwnOfHaproxy,
): string {
  const files = {
    pair: join(folder, "pair.pem"),
    handshakes: join(folder, "handshakes.lua"),
    page: join(folder, "page.http"),
  };
  writeFileSync(files.pair, `${material.certificate}\n${material.key}`, { mode: 0o600 });
  writeFileSync(files.handshakes, limiterScript);
  if (page !== undefined) writeFileSync(files.page, pageResponse(page));
  const site = siteOf({
    answers,
    facts: boxWith({ version, openssl, ipv6: existsSync("/proc/net/if_inet6"), ...own }, facts),
    certificate: writeMaterial(folder, material),
    ...(page === undefined ? {} : { page }),
  });
  const downloads = Object.entries(site.page?.downloads ?? {}).map(
    ([path, { file, type }]) => [path, { file: join(folder, file), type }] as const,
  );
  return renderSite({
    ...site,
    handshakes: files.handshakes,
    ...(site.page && { page: { file: files.page, downloads: Object.fromEntries(downloads) } }),
    ...(site.http && {
      http: { ...site.http, port: ports.http, ...(challenges === undefined ? {} : { challenges }) },
    }),
    ...(site.https && { https: { ...site.https, port: ports.https, pairFile: files.pair } }),
  });
}
