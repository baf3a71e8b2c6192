import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, it } from "vitest";
import { publicFolder } from "../../../src/core/paths.ts";
import { apacheFacts } from "../../../src/proxies/apache/apache-facts.ts";
import { limiterProgram } from "../../../src/proxies/apache/limiter.ts";
import { placesOn } from "../../../src/proxies/apache/listening.ts";
import { modulesFor } from "../../../src/proxies/apache/modules.ts";
import { pageProgram } from "../../../src/proxies/apache/page-program.ts";
import { siteOf } from "../../../src/proxies/apache/plan-apache.ts";
import { renderSite } from "../../../src/proxies/apache/render.ts";
import type { Site } from "../../../src/proxies/apache/site.ts";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import type { Target } from "../../helpers/client/target.ts";
import { type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { someAnswers } from "../../helpers/facts.ts";
import { makeMaterial } from "../nginx/material.ts";
import type { Material } from "../nginx/site.ts";
import { findApache, type Suite, suites } from "./apache-packages.ts";
import { type Place, type RunningApache, runApache, worker } from "./running-apache.ts";
import { boxWith, type Chosen } from "./site.ts";

export const name = "node.example.com";
const openssl = { bullseye: "1.1.1", bookworm: "3.0", trixie: "3.5" } as const;

const unwritten = { certificateFile: "/cert.pem", keyFile: "/key.pem" };

/** One test's real Apache in front of a real backend; everything is stopped when the test is over. */
export class Scene {
  readonly suite: Suite;
  readonly #argv: readonly string[];
  readonly #running: RunningApache[] = [];
  readonly sockets: OpenWebSocket[] = [];
  material!: Material;
  backend!: TestBackend;

  constructor(suite: Suite, argv: readonly string[]) {
    this.suite = suite;
    this.#argv = argv;
  }

  /** The program's own site for these answers, moved to a test's ports and folder. */
  siteAt({ ports, folder }: Place, { answers, apache, facts }: Chosen = {}): Site {
    const box = boxWith({ openssl: openssl[this.suite], ...apache }, facts);
    const files = {
      certificateFile: join(folder, "cert.pem"),
      keyFile: join(folder, "key.pem"),
      dhparamFile: join(folder, "dh.pem"),
    };
    writeFileSync(files.certificateFile, this.material.certificate);
    writeFileSync(files.keyFile, this.material.key);
    writeFileSync(files.dhparamFile, this.material.dhparam);
    const program = join(folder, "limit");
    writeFileSync(program, limiterProgram);
    chmodSync(program, 0o755);
    writeFileSync(join(folder, "page.lua"), pageProgram);
    const wanted = {
      ...someAnswers,
      names: [name],
      limits: false as const,
      backend: [`ws://127.0.0.1:${this.backend.port}`],
      ...answers,
    };
    const site = siteOf(wanted, box, files);
    const on = (port: number) => ({ places: placesOn(port, apacheFacts(box)), needsListen: false });
    return {
      ...site,
      limiter: { program, user: worker, state: join(folder, "shared", "counts") },
      ...(site.page && { page: { folder: join(folder, publicFolder), program: join(folder, "page.lua") } }),
      ...(site.http && { http: { ...site.http, ...on(ports.http), challenges: { webroot: folder } } }),
      ...(site.https && { https: { ...site.https, ...on(ports.https), port: ports.https } }),
    };
  }

  /** @param lines of the operator's, before ours */
  async serve(chosen: Chosen = {}, lines = ""): Promise<RunningApache> {
    const answers = { ...someAnswers, ...chosen.answers };
    const modules = modulesFor(siteOf(answers, boxWith(chosen.apache ?? {}), unwritten));
    const apache = await runApache(this.#argv, modules, (place) => {
      mkdirSync(join(place.folder, publicFolder), { recursive: true });
      // What a start gives to Apache's workers.
      mkdirSync(join(place.folder, "shared"));
      chmodSync(join(place.folder, "shared"), 0o777);
      return `${lines}\n${renderSite(this.siteAt(place, chosen))}`;
    });
    this.#running.push(apache);
    return apache;
  }

  endpoint({ ports }: RunningApache, more: Partial<Target> = {}): Target {
    return { ip: "127.0.0.1", port: ports.https, host: name, ca: this.material.certificate, ...more };
  }

  /** Tries a handshake and leaves the socket open. */
  async open(target: Target): Promise<number> {
    const socket = await openWebSocket(target);
    if ("ask" in socket) this.sockets.push(socket);
    return socket.status;
  }

  async clear(): Promise<void> {
    await Promise.all(this.sockets.splice(0).map((socket) => socket.close()));
    await Promise.all(this.#running.splice(0).map((apache) => apache.stop()));
    await this.backend.close();
  }
}

/** Runs tests against the real Apache of every suite, or says why one cannot be had here. */
export async function describeApache(title: string, tests: (scene: Scene) => void): Promise<void> {
  const all = Object.keys(suites) as readonly Suite[];
  const found = await Promise.all(all.map(async (suite) => [suite, await findApache(suite)] as const));
  describe.each(found)(`${title}, Apache of %s`, (suite, apache) => {
    if ("reason" in apache) {
      it.skip(`Apache of ${suite}: ${apache.reason}`, () => undefined);
      return;
    }
    const scene = new Scene(suite, apache.argv);
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
