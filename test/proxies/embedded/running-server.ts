import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import type { Limits } from "../../../src/core/answers.ts";
import { ChildProcess } from "../../../src/host/child-process.ts";
import type { EmbeddedConfigFile } from "../../../src/proxies/embedded/server/config.ts";
import type { Target } from "../../helpers/client/target.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { makeMaterial } from "../nginx/material.ts";
import { freePort } from "../nginx/running-nginx.ts";
import type { Material } from "../nginx/site.ts";

export const name = "node.example.com";
export const noLimits = false satisfies Limits | false;
export const cli = resolve(import.meta.dirname, "../../../src/cli.ts");
export const configFile = "/etc/wss-setup-embedded.json";

type Chosen = Partial<Omit<EmbeddedConfigFile, "writtenBy" | "format" | "tls">> & {
  readonly profile?: EmbeddedConfigFile["tls"]["profile"];
};

export interface RunningServer {
  readonly ports: { readonly https: number; readonly http: number };
  readonly folder: string;
  readonly process: ChildProcess;
  /** What it complained about so far. */
  readonly log: () => string;
  readonly certificate: () => string;
  /** Where a client finds it under its name. */
  readonly target: (more?: Partial<Target>) => Target;
  /** Another configuration, and a HUP. @returns what the server said to it */
  readonly reload: (chosen: Chosen) => Promise<string | undefined>;
  /** A new certificate and key in the place of the present ones. */
  readonly renew: () => Promise<void>;
}

const made = new Map<string, Promise<Material>>();

/** Making a key takes its time: a file of tests has one pair for each list of names. */
function materialFor(names: readonly string[]): Promise<Material> {
  const key = names.join();
  const material = made.get(key) ?? makeMaterial(names);
  made.set(key, material);
  return material;
}

/** The real server in a process of its own, in a folder of its own, on free ports of 127.0.0.1 and ::1. */
export async function runServer(
  backend: number | readonly string[],
  chosen: Chosen = {},
): Promise<RunningServer> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "etc"));
  const ports = { https: await freePort(), http: await freePort() };
  const names = chosen.names ?? [name];
  const backends = typeof backend === "number" ? [`ws://127.0.0.1:${backend}`] : [...backend];
  const write = (more: Chosen) => {
    const { profile = "intermediate", ...rest } = more;
    const config: EmbeddedConfigFile = {
      writtenBy: "a test",
      format: 1,
      listen: { addresses: ["127.0.0.1", "::1"], ...ports },
      names: [...names],
      backends,
      tls: { profile, certificateFile: "/etc/cert.pem", keyFile: "/etc/key.pem", dhparamFile: "/etc/dh.pem" },
      limits: noLimits,
      origins: "any",
      redirectHttp: true,
      challenges: { webroot: "/var/lib/webroot" },
      idleTimeout: 86_400,
      ...rest,
    };
    writeFileSync(join(folder, configFile), JSON.stringify(config));
  };
  const put = ({ certificate, key, dhparam }: Material) => {
    writeFileSync(join(folder, "etc/cert.pem"), certificate);
    writeFileSync(join(folder, "etc/key.pem"), key, { mode: 0o600 });
    writeFileSync(join(folder, "etc/dh.pem"), dhparam);
  };
  write(chosen);
  put(await materialFor(names));
  const log = join(folder, "log");
  const argv = [process.execPath, cli, "embedded-server", "--root", folder, "--attended", configFile];
  const server = await ChildProcess.start(argv, log);
  onTestFinished(() => server.stop());
  const said = await server.nextLine();
  if (said !== "ready") throw new Error(`${said}: ${readFileSync(log, "utf8")}`);
  const certificate = () => readFileSync(join(folder, "etc/cert.pem"), "utf8");
  return {
    ports,
    folder,
    process: server,
    log: () => readFileSync(log, "utf8"),
    certificate,
    target: (more = {}) => ({ ip: "127.0.0.1", port: ports.https, host: name, ca: certificate(), ...more }),
    reload: async (more) => {
      write(more);
      server.signal("SIGHUP");
      return server.nextLine();
    },
    renew: async () => put(await makeMaterial(names)),
  };
}
