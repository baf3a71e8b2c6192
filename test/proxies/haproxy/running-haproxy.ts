import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { command, start } from "../../helpers/box/command.ts";
import { freePort } from "../nginx/running-nginx.ts";

export interface RunningHaproxy {
  readonly ports: Place["ports"];
  /** What `haproxy -c` said before the start. */
  readonly said: string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** What a configuration is rendered for in a test: where it listens and a folder of its own. */
export interface Place {
  readonly ports: { readonly http: number; readonly https: number };
  readonly folder: string;
}

/** Our sections, and the operator's before and behind them. */
export interface Sections {
  readonly ours: string;
  readonly above?: string;
  readonly below?: string;
}

/** Starts a real HAProxy on free ports, in a new folder. @throws where its test finds a fault */
export async function runHaproxy(
  argv: readonly string[],
  render: (place: Place) => Sections,
): Promise<RunningHaproxy> {
  const folder = mkdtempSync(join(tmpdir(), "haproxy-"));
  const ports = { http: await freePort(), https: await freePort() };
  const file = join(folder, "haproxy.cfg");
  const { ours, above = "", below = "" } = render({ ports, folder });
  writeFileSync(file, `global\n    log stdout format raw local0\n${above}\n${ours}\n${below}`);
  const tested = await command([...argv, "-c", "-f", file]);
  if (tested.code !== 0) throw new Error(tested.stderr);
  const process = start([...argv, "-db", "-f", file]);
  await listening(ports.https, process.stderr);
  return {
    ports,
    said: tested.stderr,
    log: () => process.stdout() + process.stderr(),
    stop: async () => {
      process.kill("SIGTERM");
      await process.done;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Comes when somebody accepts connections on the port. */
async function listening(port: number, said: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, "127.0.0.1");
    const there = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (there) return;
    await setTimeout(25);
  }
  throw new Error(`HAProxy does not listen: ${said()}`);
}
