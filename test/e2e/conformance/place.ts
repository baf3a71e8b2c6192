import type { Proxy as ProxyPlugin } from "../../../src/proxies/proxy.ts";
import { type Box, bootBox } from "../../helpers/box/box.ts";
import type { Suite } from "../../helpers/box/golden.ts";
import { type HttpReply, httpGet } from "../../helpers/client/http-get.ts";
import { askRaw, connectRaw, type RawReply } from "../../helpers/client/raw.ts";
import type { Target } from "../../helpers/client/target.ts";
import { type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { answersFile, exits, name } from "../helpers/endpoint.ts";
import { plainly, type WrittenAnswers } from "./answers.ts";

/** A proxy on a suite: where the checks of a row of the matrix take place, one after the other in one box. */
export type Place = {
  readonly proxy: ProxyPlugin;
  readonly suite: Suite;
  /** The box as it is, booted at the first call, with the test backend in it. */
  readonly box: () => Promise<Box>;
  /** The endpoint with these answers laid over `plainly`; applied anew only where they differ from the last ones. */
  readonly endpoint: (answers?: WrittenAnswers) => Promise<Endpoint>;
  readonly stop: () => Promise<void>;
};

/** An endpoint that was set up, seen by a client outside the box. */
export type Endpoint = {
  readonly box: Box;
  readonly proxy: ProxyPlugin;
  readonly suite: Suite;
  readonly target: (more?: Partial<Target>) => Target;
  /** The backend itself, past the proxy. */
  readonly direct: (more?: Partial<Target>) => Target;
  /** The status of a handshake; sockets that open are closed again. */
  readonly status: (more?: Partial<Target>) => Promise<number>;
  readonly opened: (more?: Partial<Target>) => Promise<OpenWebSocket>;
  readonly get: (more?: Partial<Target> & { readonly body?: string }) => Promise<HttpReply>;
  /** One request, line by line, over a connection of its own. */
  readonly raw: (lines: readonly string[], more?: Partial<Target>) => Promise<RawReply>;
  /** The requests that the backend has seen and that contain this word. */
  readonly seen: (word: string) => Promise<readonly string[]>;
};

export function placeOf(proxy: ProxyPlugin, suite: Suite): Place {
  let booting: Promise<Box> | undefined;
  let written = "";
  const boot = async () => {
    const booted = await bootBox({ suite });
    await booted.startBackend({ flags: ["--host=0.0.0.0", "--substrate"] });
    return booted;
  };
  const box = () => {
    booting ??= boot();
    return booting;
  };
  const endpoint = async (answers: WrittenAnswers = {}) => {
    const there = await box();
    const text = JSON.stringify({ ...plainly, proxy: proxy.id, ...answers });
    if (text !== written) {
      written = "";
      await there.writeFile(answersFile, text);
      exits(0, await there.wssSetup(["apply", "-a", answersFile, "--yes"], { timeout: 240_000 }));
      written = text;
    }
    return endpointOf(there, proxy, suite);
  };
  const stop = async () => (await booting?.catch(() => undefined))?.stop();
  return { proxy, suite, box, endpoint, stop };
}

function endpointOf(box: Box, proxy: ProxyPlugin, suite: Suite): Endpoint {
  const target = (more: Partial<Target> = {}) => ({ ip: box.ip4, host: name, ...more });
  const direct = (more: Partial<Target> = {}) => ({ ip: box.ip4, port: 9944, tls: false, ...more });
  const opened = async (more: Partial<Target> = {}) => {
    const socket = await openWebSocket(target(more));
    if ("ask" in socket) return socket;
    throw new Error(`The handshake was answered with ${socket.status}.`);
  };
  return {
    box,
    proxy,
    suite,
    target,
    direct,
    opened,
    status: async (more) => {
      const socket = await openWebSocket(target(more));
      if ("ask" in socket) await socket.close();
      return socket.status;
    },
    get: (more) => httpGet({ ...target(), ...more }),
    raw: async (lines, more) => {
      const connection = await connectRaw(target(more));
      const reply = await askRaw(connection, lines);
      connection.destroy();
      return reply;
    },
    seen: async (word) => {
      const { body } = await httpGet(direct({ path: "/test/requests" }));
      return (JSON.parse(body) as readonly string[]).filter((request) => request.includes(word));
    },
  };
}
