import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid } from "node:process";
import { nginx } from "../../../src/proxies/nginx/nginx.ts";
import { command, start } from "../../helpers/box/command.ts";

export interface Ports {
  readonly http: number;
  readonly https: number;
}

export interface RunningNginx {
  readonly ports: Ports;
  /** What `nginx -t` said before the start. */
  readonly said: string;
  /** What nginx logged so far. */
  readonly log: () => string;
  /** Loads another configuration as `systemctl reload nginx` does; comes when the old workers take no more connections. */
  readonly reload: (site: string) => Promise<void>;
  /** Sends the signal of a reload and waits for these words in the log. */
  readonly reloadUntil: (site: string, words: RegExp) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What a site is rendered for in a test: where it listens and a folder of its own. */
export interface Place {
  readonly ports: Ports;
  readonly folder: string;
}

/** Our site, and one of the operator's that nginx reads before it. */
export interface Sites {
  readonly ours: string;
  readonly operators?: string;
}

/** Starts a real nginx on free ports, in a new folder. @throws when its test has a word against the configuration */
export async function runNginx(
  argv: readonly string[],
  render: (place: Place) => Sites | Promise<Sites>,
): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), "nginx-"));
  const ports = { http: await freePort(), https: await freePort() };
  const file = join(folder, "nginx.conf");
  const { ours, operators = "" } = await render({ ports, folder });
  const own = join(folder, "wss-setup.conf");
  writeFileSync(own, ours);
  writeFileSync(join(folder, "operators.conf"), operators);
  writeFileSync(file, around(folder));
  const tested = await command([...argv, "-t", "-q", "-c", file]);
  if (tested.code !== 0 || new RegExp(nginx.configTest.refuse ?? "").test(tested.stderr))
    throw new Error(tested.stderr);
  const process = start([...argv, "-p", folder, "-c", file, "-g", "daemon off;"]);
  await process.printed(/start worker process \d/);
  let reloads = 0;
  const reloadUntil = async (site: string, words: RegExp) => {
    writeFileSync(own, site);
    process.kill("SIGHUP");
    await process.printed(words);
  };
  return {
    ports,
    said: tested.stderr,
    log: () => process.stderr(),
    reloadUntil,
    reload: async (site) => {
      reloads += 1;
      await reloadUntil(site, new RegExp(`(?:gracefully shutting down[^]*){${reloads}}`));
    },
    stop: async () => {
      process.kill("SIGTERM");
      await process.done;
      rmSync(folder, { recursive: true });
    },
  };
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
    include ${folder}/wss-setup.conf;
}
`;
}

/** A port of this machine that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
