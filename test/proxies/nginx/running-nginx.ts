import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, command, start } from "../../helpers/box/command.ts";

export interface Ports {
  readonly http: number;
  readonly https: number;
}

export interface RunningNginx {
  readonly ports: Ports;
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

/** Starts a real nginx on free ports, in a new folder, with one site. */
export async function runNginx(
  argv: readonly string[],
  render: (place: Place) => string,
): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), "nginx-"));
  const ports = { http: await freePort(), https: await freePort() };
  const file = join(folder, "nginx.conf");
  writeFileSync(file, around(render({ ports, folder }), folder));
  const tested = await testConfiguration(argv, file);
  if (tested.code !== 0 || tested.stderr.includes("[warn]")) throw new Error(tested.stderr);
  const nginx = start([...argv, "-p", folder, "-c", file, "-g", "daemon off;"]);
  await nginx.printed(/start worker process \d/);
  let reloads = 0;
  const reloadUntil = async (site: string, words: RegExp) => {
    writeFileSync(file, around(site, folder));
    nginx.kill("SIGHUP");
    await nginx.printed(words);
  };
  return {
    ports,
    log: () => nginx.stderr(),
    reloadUntil,
    reload: async (site) => {
      reloads += 1;
      await reloadUntil(site, new RegExp(`(?:gracefully shutting down[^]*){${reloads}}`));
    },
    stop: async () => {
      nginx.kill("SIGTERM");
      await nginx.done;
      rmSync(folder, { recursive: true });
    },
  };
}

/** `nginx -t` on a file. */
export function testConfiguration(argv: readonly string[], file: string): Promise<CommandResult> {
  return command([...argv, "-t", "-q", "-c", file]);
}

/** What a distribution's nginx.conf says, as far as it is needed, with every path in the folder. */
export function around(site: string, folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  return `${user}pid ${folder}/pid;
error_log stderr notice;
worker_processes 1;
events {
    worker_connections 1024;
}
http {
    access_log off;
${temporary.map((name) => `    ${name}_temp_path ${folder}/${name};\n`).join("")}
${site}
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
