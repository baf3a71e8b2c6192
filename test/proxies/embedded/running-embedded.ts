import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { standardPorts } from "../../../src/core/endpoint-ports.ts";
import { ChildProcess } from "../../../src/host/child-process.ts";
import { embedded } from "../../../src/proxies/embedded/embedded.ts";
import { places } from "../../../src/proxies/embedded/places.ts";
import { planServing } from "../../../src/proxies/embedded/plan-embedded.ts";
import { emptyBox } from "../../helpers/facts.ts";
import type { LiveProxy, Place, Wanted } from "../live/live-proxy.ts";
import { writeMaterial } from "../live/material.ts";

export const cli = resolve(import.meta.dirname, "../../../src/cli.ts");

/** The server as it stands in this checkout. */
export const liveEmbedded: LiveProxy = {
  proxy: embedded,
  path: cli,
  builds: { "this checkout": { version: process.version, packages: [] } },
  async start({ argv }, place, wanted) {
    const config = (now: Wanted) => {
      const path = join(place.folder, places.config);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, configAt(place, now));
    };
    config(wanted);
    const { child, log } = await startServer(argv, place.folder, places.config);
    return {
      log,
      async reload(next) {
        config(next);
        child.signal("SIGHUP");
        const said = await child.nextLine();
        if (said !== "reloaded") throw new Error(`${said}: ${log()}`);
      },
      stop: () => child.stop(),
    };
  },
};

/** Starts the real server in a process of its own, with a folder for its root. @throws when it does not begin to serve */
export async function startServer(argv: readonly string[], folder: string, config: string) {
  const file = join(folder, "log");
  const child = await ChildProcess.start(
    [...argv, "embedded-server", "--root", folder, "--attended", config],
    file,
  );
  const log = () => readFileSync(file, "utf8");
  const said = await child.nextLine();
  if (said === "ready") return { child, log };
  await child.stop();
  throw new Error(`${said}: ${log()}`);
}

/** The program's own configuration, with the test's ports; its paths count from the folder. */
function configAt({ ports, folder }: Place, { answers, facts, material }: Wanted): string {
  writeMaterial(folder, material);
  const certificate = { certificateFile: "/cert.pem", keyFile: "/key.pem", dhparamFile: "/dh.pem" };
  const input = { answers, facts: { ...emptyBox, ...facts }, certificate };
  const { steps } = planServing(input, { addresses: ["0.0.0.0", "::"], ports: standardPorts });
  const step = steps.find((each) => each.kind === "WriteFile");
  const { listen, pin, ...config } = JSON.parse(step?.content ?? "");
  if (pin !== undefined) copyFileSync(pin.file, join(folder, "pin.pem"));
  return JSON.stringify({
    ...config,
    listen: { ...listen, https: ports.https, ...(listen.http === undefined ? {} : { http: ports.http }) },
    ...(pin === undefined ? {} : { pin: { ...pin, file: "/pin.pem" } }),
  });
}
