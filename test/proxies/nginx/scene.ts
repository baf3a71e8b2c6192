import { existsSync } from "node:fs";
import tls from "node:tls";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import type { Target } from "../../helpers/client/target.ts";
import { type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { makeMaterial } from "./material.ts";
import { findNginx, type Suite, suites } from "./nginx-packages.ts";
import { type Place, type RunningNginx, runNginx, type Sites } from "./running-nginx.ts";
import { type Chosen, type Material, renderAt } from "./site.ts";

export const name = "node.example.com";
const versions = { bullseye: "1.18.0", bookworm: "1.22.1", trixie: "1.26.3", forky: "1.30.6" } as const;
const openssl = { bullseye: "1.1.1", bookworm: "3.0", trixie: "3.5", forky: "3.6" } as const;

/** One test's real nginx in front of a real backend; everything is stopped when the test is over. */
export class Scene {
  readonly suite: Suite;
  readonly #argv: readonly string[];
  readonly #running: RunningNginx[] = [];
  readonly sockets: OpenWebSocket[] = [];
  material!: Material;
  backend!: TestBackend;
  place!: Place;

  constructor(suite: Suite, argv: readonly string[]) {
    this.suite = suite;
    this.#argv = argv;
  }

  /** The text of the program's own site for these answers, in the place of the nginx that runs. */
  render({ answers, nginx, facts }: Chosen = {}): string {
    return renderAt(this.place, this.material, {
      answers: { names: [name], limits: false, backend: [`ws://127.0.0.1:${this.backend.port}`], ...answers },
      nginx: {
        version: versions[this.suite],
        openssl: openssl[this.suite],
        ipv6: existsSync("/proc/net/if_inet6"),
        ...nginx,
      },
      ...(facts && { facts }),
    });
  }

  /** An nginx with our site alone; its test has nothing to say. */
  async serve(chosen: Chosen = {}): Promise<RunningNginx> {
    const nginx = await this.start(() => ({ ours: this.render(chosen) }));
    expect(nginx.said).not.toContain("[warn]");
    return nginx;
  }

  /** An nginx with any sites. */
  async start(sites: (place: Place) => Sites | Promise<Sites>): Promise<RunningNginx> {
    const nginx = await runNginx(this.#argv, (place) => {
      this.place = place;
      return sites(place);
    });
    this.#running.push(nginx);
    return nginx;
  }

  endpoint(nginx: RunningNginx, more: Partial<Target> = {}): Target {
    return { ip: "127.0.0.1", port: nginx.ports.https, host: name, ca: this.material.certificate, ...more };
  }

  /** Tries a handshake and leaves the socket open. */
  async open(target: Target): Promise<number> {
    const socket = await openWebSocket(target);
    if ("ask" in socket) this.sockets.push(socket);
    return socket.status;
  }

  /** As `open`, for a handshake that must be accepted. */
  async opened(nginx: RunningNginx): Promise<OpenWebSocket> {
    const socket = await openWebSocket(this.endpoint(nginx));
    if ("ask" in socket) return socket;
    throw new Error(`refused: ${socket.status}`);
  }

  connectTls(nginx: RunningNginx, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
    const connection = tls.connect({
      host: "127.0.0.1",
      port: nginx.ports.https,
      servername: name,
      ca: this.material.certificate,
      ...options,
    });
    return new Promise((resolve, reject) => {
      connection.once("secureConnect", () => resolve(connection)).once("error", reject);
    });
  }

  async clear(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((nginx) => nginx.stop()));
    this.sockets.length = 0;
    await this.backend.close();
  }
}

/** Runs tests against the real nginx of every suite, or says why one cannot be had here. */
export async function describeNginx(
  title: string,
  tests: (scene: Scene) => void,
  of = Object.keys(suites) as readonly Suite[],
): Promise<void> {
  const found = await Promise.all(of.map(async (suite) => [suite, await findNginx(suite)] as const));
  describe.each(found)(`${title}, nginx of %s`, (suite, nginx) => {
    if ("reason" in nginx) {
      it.skip(`nginx of ${suite}: ${nginx.reason}`, () => undefined);
      return;
    }
    const scene = new Scene(suite, nginx.argv);
    beforeAll(async () => {
      scene.material = await makeMaterial([name, "www.example.com", "127.0.0.1"]);
    });
    beforeEach(async () => {
      scene.backend = await startTestBackend();
    });
    afterEach(() => scene.clear());
    tests(scene);
  });
}
