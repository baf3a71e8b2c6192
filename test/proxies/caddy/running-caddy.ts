import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, start } from "../../helpers/box/command.ts";
import { freePort, type Ports } from "../nginx/running-nginx.ts";

/** What a site is rendered for in a test: where it listens and a folder of its own. */
export interface Place {
  readonly ports: Ports;
  readonly folder: string;
}

export interface RunningCaddy {
  readonly ports: Ports;
  /** What Caddy logged so far. */
  readonly log: () => string;
  /** Loads another configuration as Debian's `systemctl reload caddy` does. */
  readonly reload: (site: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a real Caddy on free ports, in a new folder. @throws when its test has a word against the configuration */
export async function runCaddy(
  argv: readonly string[],
  render: (place: Place) => string | Promise<string>,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningCaddy> {
  const folder = mkdtempSync(join(tmpdir(), "caddy-"));
  const ports = { http: await freePort(), https: await freePort() };
  const file = join(folder, "Caddyfile");
  const own = join(folder, "wss-setup.caddy");
  // Each has a door for the reload of its own; Debian's uses 2019.
  const admin = `127.0.0.1:${await freePort()}`;
  const write = (site: string) => writeFileSync(own, site.replace(/^\{\n/m, `{\n\tadmin ${admin}\n`));
  write(await render({ ports, folder }));
  writeFileSync(file, `import ${own}\n`);
  const env = { PATH: process.env.PATH, HOME: folder, ...more };
  const config = ["--config", file];
  const { stdout } = await command([...argv, "adapt", ...config], { env });
  // As root it would make this machine trust an authority of its own.
  if (stdout.includes('"internal"')) throw new Error("Caddy would make an authority of its own");
  const tested = await command([...argv, "validate", ...config], { env });
  if (tested.code !== 0) throw new Error(tested.stderr);
  const process_ = start([...argv, "run", ...config], { env });
  await process_.printed(/serving initial configuration/);
  return {
    ports,
    log: () => process_.stderr(),
    reload: async (site) => {
      write(site);
      const { code, stderr } = await command([...argv, "reload", ...config, "--force"], { env });
      if (code !== 0) throw new Error(stderr);
    },
    stop: async () => {
      process_.kill("SIGTERM");
      await process_.done;
      rmSync(folder, { recursive: true });
    },
  };
}
