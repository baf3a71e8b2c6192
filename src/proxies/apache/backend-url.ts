import { bracketed } from "../../core/bracketed.ts";
import { type PlacedBackend, placeOf } from "../place-backend.ts";
import type { Site, SiteHttps } from "./site.ts";

/** `ws` is for mod_proxy_wstunnel, which carries WebSockets for an Apache before 2.4.47. */
export type Scheme = "http" | "ws";

/** Where a backend is, as mod_proxy names it. */
export function backendUrl(backend: PlacedBackend, scheme: Scheme = "http"): string {
  const { tls, address, port } = backend;
  const place = port === (tls ? 443 : 80) ? bracketed(address) : placeOf(backend);
  return `${scheme}${tls ? "s" : ""}://${place}`;
}

/** How a backend is called; a WebSocket may be silent for the idle timeout. */
export function callOptions({ idleTimeout }: Site, { passesUpgrades }: SiteHttps): string {
  return `${passesUpgrades ? "upgrade=websocket " : ""}connectiontimeout=5 timeout=${idleTimeout} keepalive=On`;
}
