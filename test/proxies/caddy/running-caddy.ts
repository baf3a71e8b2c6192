import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { challengeRoot, publicFolder } from "../../../src/core/paths.ts";
import { caddy } from "../../../src/proxies/caddy/caddy.ts";
import type { CaddyFacts } from "../../../src/proxies/caddy/caddy-facts.ts";
import { siteOf } from "../../../src/proxies/caddy/plan-caddy.ts";
import { renderSite } from "../../../src/proxies/caddy/render.ts";
import { command, start } from "../../helpers/box/command.ts";
import { freePort } from "../../helpers/free-port.ts";
import type { LiveProxy, Place, Program, Wanted } from "../live/live-proxy.ts";
import { writeMaterial } from "../live/material.ts";
import { boxWith, certificate } from "./site.ts";

/** What only tests of Caddy choose. */
interface OwnOfCaddy {
  /** Stands in the place of our site. */
  readonly ours?: (place: Place) => string;
  /** The operator's part, before ours. @param pair words behind `tls` */
  readonly above?: (place: Place, pair: string) => string;
  readonly caddy?: Partial<CaddyFacts>;
  /** Variables of its own. */
  readonly env?: Readonly<Record<string, string>>;
}

const packages = ["caddy", "libc6", "libzstd1"];

/** Debian's Caddy; trixie has the same as bookworm. */
const builds = {
  bookworm: { version: "2.6.2", packages },
  forky: { version: "2.11.4", packages },
};

export const versions = Object.values(builds).map(({ version }) => version);

/** A real Caddy of each suite. */
export const liveCaddy: LiveProxy<OwnOfCaddy> = {
  proxy: caddy,
  path: "usr/bin/caddy",
  builds,
  async start(program, place, wanted) {
    const { folder } = place;
    const file = join(folder, "Caddyfile");
    const own = join(folder, "wss-setup.caddy");
    // Each has a door for the reload of its own; Debian's uses 2019.
    const admin = `127.0.0.1:${await freePort()}`;
    const write = ({ ours, ...more }: Wanted & OwnOfCaddy) => {
      const site = ours?.(place) ?? render(program, place, more);
      writeFileSync(own, site.replace(/^\{\n/m, `{\n\tadmin ${admin}\n`));
    };
    write(wanted);
    writeFileSync(file, `import ${own}\n`);
    const env = { PATH: process.env.PATH, HOME: folder, ...wanted.env };
    const config = ["--config", file];
    const { stdout } = await command([...program.argv, "adapt", ...config], { env });
    // As root it would make this machine trust an authority of its own.
    if (stdout.includes('"internal"')) throw new Error("Caddy would make an authority of its own");
    const tested = await command([...program.argv, "validate", ...config], { env });
    if (tested.code !== 0) throw new Error(tested.stderr);
    const running = start([...program.argv, "run", ...config], { env });
    await running.printed(/serving initial configuration/);
    return {
      log: running.stderr,
      /** As Debian's `systemctl reload caddy` does. */
      async reload(next) {
        write(next);
        const { code, stderr } = await command([...program.argv, "reload", ...config, "--force"], { env });
        if (code !== 0) throw new Error(stderr);
      },
      async stop() {
        running.kill("SIGTERM");
        await running.done;
      },
    };
  },
};

function render(
  { version }: Program,
  { ports, folder }: Place,
  { answers, facts, material, caddy: seen, above }: Wanted & OwnOfCaddy,
): string {
  const { certificateFile, keyFile } = writeMaterial(folder, material);
  const site = siteOf(answers, boxWith({ version, ...seen }, facts), certificate);
  const theirs = above?.({ ports, folder }, `${certificateFile} ${keyFile}`) ?? "";
  const ours = renderSite({
    ...site,
    ports,
    ...(site.page && { page: { folder: join(folder, publicFolder) } }),
    ...(site.http && { http: { ...site.http, challenges: { webroot: join(folder, challengeRoot) } } }),
    ...(site.https && { https: { ...site.https, certificateFile, keyFile } }),
  });
  return theirs + ours;
}
