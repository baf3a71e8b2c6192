import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { answerRaw } from "./answer-raw.ts";
import { clientAddress } from "./client-address.ts";
import { hostOf } from "./known-names.ts";
import { milliseconds } from "./milliseconds.ts";
import type { Service } from "./service.ts";
import { takeOriginForm } from "./target-form.ts";
import { tunnel } from "./tunnel.ts";
import { upgradeRefusal } from "./upgrade-refusal.ts";

/** Every request that asks to change the protocol: what is no WebSocket of ours is refused before the backend. */
export function upgradeHandler(service: Service) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy());
    const address = clientAddress(socket);
    if (address === undefined || socket.destroyed) {
      socket.destroy();
      return;
    }
    const { names, settings } = service.current;
    const refusal = takeOriginForm(request) ? upgradeRefusal(request, settings.config, names) : 400;
    if (refusal !== undefined) {
      answerRaw(socket, refusal);
      return;
    }
    const leave = service.limiter.admit(address, performance.now());
    // 429 tells a client to come back later.
    if (leave === undefined) {
      answerRaw(socket, 429, ["Retry-After: 1"]);
      return;
    }
    socket.once("close", leave);
    if ("setTimeout" in socket && typeof socket.setTimeout === "function") {
      socket.setTimeout(milliseconds(settings.config.idleTimeout), () => socket.destroy());
    }
    void tunnel(service, request, socket, { head, asker: { address, host: hostOf(request.headers.host) } });
  };
}
