import tls from "node:tls";
import { afterEach, beforeAll, beforeEach, describe, it } from "vitest";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import type { Target } from "../../helpers/client/target.ts";
import { type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { makeMaterial } from "../nginx/material.ts";
import { findCaddy, type Suite, versions } from "./caddy-packages.ts";
import { type Place, type RunningCaddy, runCaddy } from "./running-caddy.ts";
import { type Chosen, type Material, renderAt } from "./site.ts";

export const name = "node.example.com";

/** One test's real Caddy in front of a real backend; everything is stopped when the test is over. */
export class Scene {
  readonly suite: Suite;
  readonly #argv: readonly string[];
  readonly #running: RunningCaddy[] = [];
  material!: Material;
  backend!: TestBackend;
  place!: Place;

  constructor(suite: Suite, argv: readonly string[]) {
    this.suite = suite;
    this.#argv = argv;
  }

  /** The text of the program's own site for these answers, in the place of the Caddy that runs. */
  render({ answers, caddy, facts }: Chosen = {}): string {
    return renderAt(this.place, this.material, {
      answers: { names: [name], backend: [`ws://127.0.0.1:${this.backend.port}`], ...answers },
      caddy: { version: versions[this.suite], ...caddy },
      ...(facts && { facts }),
    });
  }

  /** A Caddy with our site alone. @param env variables of its own */
  async serve(chosen: Chosen = {}, env?: Readonly<Record<string, string>>): Promise<RunningCaddy> {
    return this.start(() => this.render(chosen), env);
  }

  /** A Caddy with any configuration. */
  async start(site: (place: Place) => string, env?: Readonly<Record<string, string>>): Promise<RunningCaddy> {
    const caddy = await runCaddy(
      this.#argv,
      (place) => {
        this.place = place;
        return site(place);
      },
      env,
    );
    this.#running.push(caddy);
    return caddy;
  }

  endpoint(caddy: RunningCaddy, more: Partial<Target> = {}): Target {
    return { ip: "127.0.0.1", port: caddy.ports.https, host: name, ca: this.material.certificate, ...more };
  }

  /** Tries a handshake and closes what was opened. */
  async open(target: Target): Promise<number> {
    const socket = await openWebSocket(target);
    if ("ask" in socket) await socket.close();
    return socket.status;
  }

  /** A handshake that must be accepted. */
  async opened(caddy: RunningCaddy): Promise<OpenWebSocket> {
    const socket = await openWebSocket(this.endpoint(caddy));
    if ("ask" in socket) return socket;
    throw new Error(`refused: ${socket.status}`);
  }

  connectTls(caddy: RunningCaddy, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
    const connection = tls.connect({
      host: "127.0.0.1",
      port: caddy.ports.https,
      servername: name,
      ca: this.material.certificate,
      ...options,
    });
    return new Promise((resolve, reject) => {
      connection.once("secureConnect", () => resolve(connection)).once("error", reject);
    });
  }

  async clear(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((caddy) => caddy.stop()));
    await this.backend.close();
  }
}

/** Runs tests against the real Caddy of every suite, or says why one cannot be had here. */
export async function describeCaddy(title: string, tests: (scene: Scene) => void): Promise<void> {
  const suites = Object.keys(versions) as readonly Suite[];
  const found = await Promise.all(suites.map(async (suite) => [suite, await findCaddy(suite)] as const));
  describe.each(found)(`${title}, Caddy of %s`, (suite, caddy) => {
    if ("reason" in caddy) {
      it.skip(`Caddy of ${suite}: ${caddy.reason}`, () => undefined);
      return;
    }
    const scene = new Scene(suite, caddy.argv);
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
