import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answers } from "../../../src/core/answers.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { landingPageIsOn, rootDownloads } from "../../../src/core/landing-page.ts";
import { publicFolder } from "../../../src/core/paths.ts";
import type { Proxy as ProxyPlugin } from "../../../src/proxies/proxy.ts";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import type { OpenWebSocket } from "../../helpers/client/websocket.ts";
import { someAnswers } from "../../helpers/facts.ts";
import { freePort } from "../../helpers/free-port.ts";
import { clientsOf, type Endpoint, name } from "./endpoint.ts";
import type { LiveProxy, Place, Program, Wanted } from "./live-proxy.ts";
import { type Material, materialFor } from "./material.ts";

/** What differs from the plain endpoint: one name, one backend, no limits. */
export interface Chosen {
  readonly answers?: Partial<Answers>;
  readonly facts?: Partial<Facts>;
}

/** The page of an endpoint whose page is on. */
export const page = "<!doctype html><title>the page</title>";

/** Where the tests of one proxy of one suite take place. */
export class Scene<Own extends object = object> {
  readonly proxy: ProxyPlugin;
  readonly suite: string;
  /** The one backend of all tests here. */
  backend!: TestBackend;
  readonly #live: LiveProxy<Own>;
  readonly #program: Program;
  #plain: Promise<Endpoint<Chosen & Own>> | undefined;
  /** How everything ends that a test began, and then what they share. */
  readonly #ends: (() => Promise<unknown>)[] = [];
  readonly #endsOfAll: (() => Promise<unknown>)[] = [];
  readonly #sockets: OpenWebSocket[] = [];

  constructor(live: LiveProxy<Own>, suite: string, program: Program) {
    this.proxy = live.proxy;
    this.suite = suite;
    this.#live = live;
    this.#program = program;
  }

  async open(): Promise<void> {
    this.backend = await startTestBackend();
    this.#endsOfAll.push(() => this.backend.close());
  }

  /** The plain endpoint: one for all tests here. With something chosen, one for this test alone. */
  serve(chosen?: Chosen & Own): Promise<Endpoint<Chosen & Own>> {
    if (chosen !== undefined) return this.#start(chosen, this.#ends);
    this.#plain ??= this.#start(undefined, this.#endsOfAll);
    return this.#plain;
  }

  /** The requests that the backend has seen and that contain this word. */
  async seen(word: string): Promise<readonly string[]> {
    const { port } = this.backend;
    const { body } = await httpGet({ ip: "127.0.0.1", port, tls: false, path: "/test/requests" });
    return (JSON.parse(body) as readonly string[]).filter((request) => request.includes(word));
  }

  /** After each test. */
  async clear(): Promise<void> {
    await Promise.all(this.#sockets.splice(0).map((socket) => socket.close()));
    for (const end of this.#ends.splice(0).toReversed()) await end();
  }

  /** After all of them. */
  async close(): Promise<void> {
    for (const end of this.#endsOfAll.toReversed()) await end();
  }

  async #start(
    chosen: (Chosen & Own) | undefined,
    ends: (() => Promise<unknown>)[],
  ): Promise<Endpoint<Chosen & Own>> {
    // It is good for a site of the operator's, too.
    let material = await materialFor([...(chosen?.answers?.names ?? [name]), "www.example.com"]);
    const place = await makePlace();
    ends.push(async () => rmSync(place.folder, { recursive: true }));
    const running = await this.#live.start(this.#program, place, this.#wanted(chosen, material));
    ends.push(() => running.stop());
    return {
      ...clientsOf(
        place,
        () => material,
        (socket) => void this.#sockets.push(socket),
      ),
      place,
      log: () => running.log(),
      reload: async (next, renewed = material) => {
        await running.reload(this.#wanted(next, renewed));
        material = renewed;
      },
    };
  }

  #wanted(chosen: (Chosen & Own) | undefined, material: Material): Wanted & Own {
    const answers = {
      ...someAnswers,
      proxy: this.proxy.id,
      names: [name],
      limits: false,
      backend: [`ws://127.0.0.1:${this.backend.port}`],
      ...chosen?.answers,
    };
    const facts = chosen?.facts ?? {};
    return { ...chosen, answers, facts, material, ...(landingPageIsOn(answers) ? { page } : {}) } as Wanted &
      Own;
  }
}

/** Free ports, and a new folder with the page that may be shown and what is fetched beside it. */
async function makePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "live-"));
  // Some workers are nobody in particular.
  chmodSync(folder, 0o755);
  const shown = join(folder, publicFolder);
  mkdirSync(shown, { recursive: true });
  writeFileSync(join(shown, "index.html"), page);
  writeFileSync(join(shown, rootDownloads.phone), Buffer.from([0x30, 0x03, 0x00, 0xff]));
  writeFileSync(join(shown, rootDownloads.der), Buffer.from([0x30, 0x03, 0x00, 0xff]));
  writeFileSync(join(shown, rootDownloads.pem), "-----BEGIN CERTIFICATE-----\n");
  return { folder, ports: { http: await freePort(), https: await freePort() } };
}
