import { networkInterfaces } from "node:os";
import { sources } from "../certificates/index.ts";
import type { Environment } from "../environment.ts";
import { freePorts } from "../host/free-ports.ts";
import type { Host } from "../host/host.ts";
import { chosenFolder, temporaryFolder } from "../host/scratch-folder.ts";
import { demoProxies } from "../proxies/index.ts";
import { startEchoBackend } from "./backend.ts";
import { ChildServices } from "./child-services.ts";
import { DemoHost } from "./demo-host.ts";
import { furnish, operatorsPair } from "./furnish.ts";
import { directory } from "./pretend-authority.ts";
import { PretendBox } from "./pretend-box.ts";

export interface DemoOptions {
  /** Where the world is made; a new folder among the temporary files when not said, which is removed at the end. */
  readonly folder?: string;
  /** How this program is started, for the services that it brings. */
  readonly program?: readonly string[];
  /** Hears of each command that would have changed a real box, and changed nothing here. */
  readonly onCommand?: (argv: readonly string[]) => void;
}

/** A box in a folder, with a WebSocket server that waits to be published. */
export interface DemoWorld {
  readonly environment: Environment;
  /** Folder that stands for `/`. */
  readonly folder: string;
  /** URL of the echo backend. */
  readonly backend: string;
  /** Raw answers, for the one validator, that lead to a working endpoint. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** What the sources of certificates find in this world: an authority, and a pair of the operator. */
  readonly certificate: Readonly<Record<"server" | "certificateFile" | "keyFile", string>>;
  /** Ends every service and takes the folder away, unless the operator named it. */
  stop(): Promise<void>;
}

/** @throws Failure (64) for a folder that cannot be used */
export async function startDemo(host: Host, options: DemoOptions = {}): Promise<DemoWorld> {
  const { program = [process.execPath, process.argv[1] ?? ""], onCommand = () => undefined } = options;
  const folder = await (options.folder === undefined ? temporaryFolder() : chosenFolder(options.folder));
  const addresses = loopback();
  const names = ["localhost", ...addresses];
  const [https = 0, http = 0] = await freePorts(2, addresses);
  const backend = await startEchoBackend();
  const [proxy] = demoProxies({ addresses, ports: { https, http } });
  if (proxy === undefined) throw new Error("the demo has no proxy");
  const server = [...program, "embedded-server", "--root", folder.path];
  const services = new ChildServices({
    folder: folder.path,
    programs: { [proxy.unit]: [...server, "--attended", ...proxy.configTest.argv.slice(-1)] },
  });
  const stop = async () => {
    await services.stopAll();
    await backend.close();
    await folder.remove();
  };
  const box = new PretendBox({
    addresses,
    backendPort: backend.port,
    onCommand,
    reload: (demo, unit) => services.reload(demo, unit),
  });
  const demoHost = new DemoHost(host, {
    folder: folder.path,
    box,
    programs: { [proxy.configTest.argv[0] ?? ""]: server },
    addresses,
  });
  try {
    await furnish(demoHost, names);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    environment: {
      host: demoHost,
      proxies: [proxy],
      sources,
      services,
      ports: { https, http },
    },
    folder: folder.path,
    backend: backend.url,
    answers: { backend: backend.url, names, proxy: proxy.id },
    certificate: { server: directory, ...operatorsPair },
    stop,
  };
}

/** The machine's own addresses that nobody outside can reach; `::1` where IPv6 is on. */
function loopback(): readonly [string, ...string[]] {
  const found = Object.values(networkInterfaces()).flat();
  const v6 = found.some((each) => each?.address === "::1");
  return ["127.0.0.1", ...(v6 ? ["::1"] : [])];
}
