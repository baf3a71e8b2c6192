import { existsSync } from "node:fs";
import tls from "node:tls";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import type { Target } from "../../helpers/client/target.ts";
import { type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { makeMaterial } from "../nginx/material.ts";
import type { Material } from "../nginx/site.ts";
import { findHaproxy, type Suite, suites } from "./haproxy-packages.ts";
import { type Place, type RunningHaproxy, runHaproxy, type Sections } from "./running-haproxy.ts";
import { type Chosen, renderAt } from "./site.ts";

export const name = "node.example.com";
const versions = { bullseye: "2.2.9", bookworm: "2.6.12", trixie: "3.0.11", forky: "3.2.26" } as const;
const openssl = { bullseye: "1.1.1", bookworm: "3.0", trixie: "3.5", forky: "3.6" } as const;

/** One test's real HAProxy in front of a real backend; everything is stopped when the test is over. */
export class Scene {
  readonly suite: Suite;
  readonly #argv: readonly string[];
  readonly #running: RunningHaproxy[] = [];
  readonly sockets: OpenWebSocket[] = [];
  material!: Material;
  backend!: TestBackend;
  place!: Place;

  constructor(suite: Suite, argv: readonly string[]) {
    this.suite = suite;
    this.#argv = argv;
  }

  /** The text of the program's own sections for these answers, in the place of the HAProxy that runs. */
  render({ answers, haproxy, ...more }: Chosen = {}): string {
    return renderAt(this.place, this.material, {
      ...more,
      answers: { names: [name], limits: false, backend: [`ws://127.0.0.1:${this.backend.port}`], ...answers },
      haproxy: {
        version: versions[this.suite],
        openssl: openssl[this.suite],
        ipv6: existsSync("/proc/net/if_inet6"),
        ...haproxy,
      },
    });
  }

  /** An HAProxy with our sections alone; its test has nothing to say. */
  async serve(chosen: Chosen = {}): Promise<RunningHaproxy> {
    const haproxy = await this.start(() => ({ ours: this.render(chosen) }));
    expect(haproxy.said).not.toMatch(/\[(?:WARNING|ALERT)\]/);
    return haproxy;
  }

  /** An HAProxy with any sections. */
  async start(sections: (place: Place) => Sections): Promise<RunningHaproxy> {
    const haproxy = await runHaproxy(this.#argv, (place) => {
      this.place = place;
      return sections(place);
    });
    this.#running.push(haproxy);
    return haproxy;
  }

  endpoint(haproxy: RunningHaproxy, more: Partial<Target> = {}): Target {
    const { https: port } = haproxy.ports;
    return { ip: "127.0.0.1", port, host: name, ca: this.material.certificate, ...more };
  }

  /** Tries a handshake and leaves the socket open. */
  async open(target: Target): Promise<number> {
    const socket = await openWebSocket(target);
    if ("ask" in socket) this.sockets.push(socket);
    return socket.status;
  }

  /** As `open`, for a handshake that must be accepted. */
  async opened(haproxy: RunningHaproxy): Promise<OpenWebSocket> {
    const socket = await openWebSocket(this.endpoint(haproxy));
    if ("ask" in socket) return socket;
    throw new Error(`refused: ${socket.status}`);
  }

  connectTls(haproxy: RunningHaproxy, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
    const connection = tls.connect({
      host: "127.0.0.1",
      port: haproxy.ports.https,
      servername: name,
      ca: this.material.certificate,
      ...options,
    });
    return new Promise((resolve, reject) => {
      connection.once("secureConnect", () => resolve(connection)).once("error", reject);
    });
  }

  async clear(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((haproxy) => haproxy.stop()));
    this.sockets.length = 0;
    await this.backend.close();
  }
}

/** Runs tests against the real HAProxy of every suite, or says why one cannot be had here. */
export async function describeHaproxy(
  title: string,
  tests: (scene: Scene) => void,
  of = Object.keys(suites) as readonly Suite[],
): Promise<void> {
  const found = await Promise.all(of.map(async (suite) => [suite, await findHaproxy(suite)] as const));
  describe.each(found)(`${title}, HAProxy of %s`, (suite, haproxy) => {
    if ("reason" in haproxy) {
      it.skip(`HAProxy of ${suite}: ${haproxy.reason}`, () => undefined);
      return;
    }
    const scene = new Scene(suite, haproxy.argv);
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
