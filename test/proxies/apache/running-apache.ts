import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { command, start } from "../../helpers/box/command.ts";
import { freePort } from "../nginx/running-nginx.ts";

export interface Ports {
  readonly http: number;
  readonly https: number;
}

/** Where a test's Apache listens, and a folder of its own. */
export interface Place {
  readonly ports: Ports;
  readonly folder: string;
}

export interface RunningApache extends Place {
  /** What Apache logged so far. */
  readonly log: () => string;
  /** A graceful reload with another site; comes when the new configuration is loaded. */
  readonly reload: (site: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The user and group that Apache's workers run as in a test. */
export const worker = userInfo().uid === 0 ? "www-data:www-data" : `${userInfo().username}:${userInfo().gid}`;

/** Starts a real Apache on free ports, in a new folder. @throws when its test has a word against the configuration */
export async function runApache(
  argv: readonly string[],
  modules: readonly string[],
  render: (place: Place) => string,
): Promise<RunningApache> {
  const folder = mkdtempSync(join(tmpdir(), "apache-"));
  chmodSync(folder, 0o755);
  const ports = { http: await freePort(), https: await freePort() };
  const own = join(folder, "wss-setup.conf");
  const file = join(folder, "apache2.conf");
  writeFileSync(own, render({ ports, folder }));
  writeFileSync(file, around(folder, ports, rootOf(argv), ["mpm_event", ...modules]));
  const tested = await command([...argv, "-t", "-f", file]);
  if (tested.code !== 0) throw new Error(tested.stderr);
  const process = start([...argv, "-D", "FOREGROUND", "-f", file]);
  await process.printed(/resuming normal operations/);
  let loads = 1;
  return {
    folder,
    ports,
    log: () => process.stdout() + process.stderr(),
    reload: async (site) => {
      loads += 1;
      writeFileSync(own, site);
      process.kill("SIGUSR1");
      await process.printed(new RegExp(`(?:resuming normal operations[^]*){${loads}}`));
    },
    stop: async () => {
      process.kill("SIGTERM");
      await process.done;
      rmSync(folder, { recursive: true });
    },
  };
}

function rootOf(argv: readonly string[]): string {
  return (argv.at(-1) ?? "").replace(/\/usr\/sbin\/apache2$/, "");
}

/** What a distribution's apache2.conf says, as far as it is needed, with every path in the folder. */
function around(folder: string, ports: Ports, root: string, modules: readonly string[]): string {
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
Listen ${ports.http}
Listen ${ports.https}
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
