import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ChildProcess } from "../../../src/host/child-process.ts";
import type { EmbeddedConfigFile } from "../../../src/proxies/embedded/server/config.ts";
import type { Target } from "../../helpers/client/target.ts";
import { freePort } from "../../helpers/free-port.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { name } from "../live/endpoint.ts";
import { makeMaterial, materialFor, writeMaterial } from "../live/material.ts";
import { cli, startServer } from "./running-embedded.ts";

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
      limits: false,
      origins: "any",
      redirectHttp: true,
      challenges: { webroot: "/var/lib/webroot" },
      idleTimeout: 86_400,
      ...rest,
    };
    writeFileSync(join(folder, configFile), JSON.stringify(config));
  };
  write(chosen);
  writeMaterial(join(folder, "etc"), await materialFor(names));
  const { child: server, log } = await startServer([process.execPath, cli], folder, configFile);
  onTestFinished(() => server.stop());
  const certificate = () => readFileSync(join(folder, "etc/cert.pem"), "utf8");
  return {
    ports,
    folder,
    process: server,
    log,
    certificate,
    target: (more = {}) => ({ ip: "127.0.0.1", port: ports.https, host: name, ca: certificate(), ...more }),
    reload: async (more) => {
      write(more);
      server.signal("SIGHUP");
      return server.nextLine();
    },
    renew: async () => void writeMaterial(join(folder, "etc"), await makeMaterial(names)),
  };
}
