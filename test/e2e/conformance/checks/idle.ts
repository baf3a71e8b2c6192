import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { OpenWebSocket } from "../../../helpers/client/websocket.ts";
import { strict } from "../answers.ts";
import type { Check } from "../check.ts";
import type { Endpoint } from "../place.ts";

/** Seconds without traffic after which common proxies drop a WebSocket: 50, 60. */
const common = 75;

type Silent = { readonly sockets: readonly OpenWebSocket[]; readonly since: number };
const silent = new WeakMap<object, Promise<Silent>>();

/** WebSockets over both families that were opened by the first call for this box, and say nothing. */
function silentSockets({ box, opened }: Endpoint): Promise<Silent> {
  const opening =
    silent.get(box) ??
    Promise.all([opened(), opened({ ip: box.ip6 })]).then((sockets) => ({ sockets, since: Date.now() }));
  silent.set(box, opening);
  return opening;
}

/** The first check of the answers that the last one has too, so that others run while time passes. */
export const echo: readonly Check[] = [
  {
    title: "an echo comes back over both families",
    run: async (place) => {
      const endpoint = await place.endpoint();
      const { sockets } = await silentSockets(endpoint);
      expect(sockets).toHaveLength(2);
      for (const ip of [endpoint.box.ip4, endpoint.box.ip6]) {
        const socket = await endpoint.opened({ ip });
        expect(await socket.ask("hello")).toBe("hello");
        await socket.close();
      }
    },
  },
];

export const idle: readonly Check[] = [
  {
    title: `a WebSocket lives through ${common} s of silence`,
    run: async (place) => {
      const endpoint = await place.endpoint();
      const { sockets, since } = await silentSockets(endpoint);
      await pause(since + common * 1_000 - Date.now());
      for (const socket of sockets) expect(await socket.ask("still here")).toBe("still here");
      for (const socket of sockets) await socket.close();
      silent.delete(endpoint.box);
    },
  },
];

export const idleTimeout: readonly Check[] = [
  {
    title: "a WebSocket that is silent for the idle timeout is closed, one that talks is not",
    run: async (place) => {
      const { opened } = await place.endpoint(strict);
      const [silent, talking] = await Promise.all([opened(), opened()]);
      const start = Date.now();
      const talk = setInterval(() => void talking.ask("I am here").catch(() => undefined), 2_000);
      await silent.closed;
      clearInterval(talk);
      const seconds = (Date.now() - start) / 1_000;
      expect(seconds).toBeGreaterThan(strict.idleTimeout - 1);
      expect(seconds).toBeLessThan(strict.idleTimeout + 8);
      expect(await talking.ask("still here")).toBe("still here");
      await talking.close();
    },
  },
];
