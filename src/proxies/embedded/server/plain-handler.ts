import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, type ServerResponse } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createProxyServer } from "httpxy";
import type { PooledBackend } from "./backend-pool.ts";
import { BodyLimit } from "./body-limit.ts";
import { clientAddress } from "./client-address.ts";
import { hasManyHosts, hostOf } from "./known-names.ts";
import { dropHopByHop, outgoingHeaders } from "./outgoing-headers.ts";
import type { Current, Service } from "./service.ts";
import { wantedUpgrade } from "./upgrade-refusal.ts";

/** A request on its way. */
interface Exchange {
  readonly backend: PooledBackend;
  /** The backend's half, once it has begun. */
  outgoing?: ClientRequest;
}

/** Plain HTTP goes to the backend: JSON-RPC over POST, Socket.IO's polling. It counts against no limit. */
export function plainHandler(service: Service) {
  const proxy = createProxyServer();
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  proxy.on("proxyReq", (outgoing, request) => {
    const exchange = exchanges.get(request);
    if (exchange !== undefined) exchange.outgoing = outgoing;
  });
  proxy.on("proxyRes", (answer, request) => {
    dropHopByHop(answer.headers);
    const exchange = exchanges.get(request);
    if (exchange !== undefined) leadToUs(answer.headers, exchange.backend);
  });
  proxy.on("error", (error, _request, response) => {
    if (response === undefined || !("writeHead" in response) || response.writableEnded) return;
    service.log(`no answer from a backend: ${error.message}`);
    if (response.headersSent) response.destroy();
    else refuse(response, 502);
  });
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { current } = service;
    const address = clientAddress(request.socket);
    const [backend] = current.pool.inTurn(performance.now());
    const refusal = plainRefusal(request, current);
    if (refusal !== undefined || backend === undefined || address === undefined) {
      refuse(response, refusal ?? 502);
      return;
    }
    const exchange: Exchange = { backend };
    exchanges.set(request, exchange);
    const { host, port, tls } = backend;
    const { roots, config } = current.settings;
    const body = new BodyLimit(config.bounds.bodyBytes, () => {
      refuse(response, 413);
      exchange.outgoing?.destroy();
    });
    request.headers = outgoingHeaders(
      request.headers,
      { address, host: hostOf(request.headers.host) },
      backend.hostHeader,
    );
    response.once("close", current.pool.opened(backend));
    void proxy.web(request, response, {
      target: { protocol: tls ? "https:" : "http:", host, port },
      // One connection a request: one that is kept may be closed by the backend just as it is used again.
      agent: tls ? new HttpsAgent({ ...(roots && { ca: roots }) }) : new HttpAgent(),
      buffer: request.pipe(body),
    });
  };
}

/** The status with which plain HTTP is refused before the backend sees anything; undefined: it may pass. */
function plainRefusal(request: IncomingMessage, { names, settings }: Current): number | undefined {
  if (hasManyHosts(request)) return 400;
  if (!names.hasHost(request.headers.host)) return 421;
  // A WebSocket without `Connection: Upgrade` is passed on as the plain request that it is.
  if (wantedUpgrade(request) === "other") return 403;
  const length = Number(request.headers["content-length"] ?? 0);
  return length > settings.config.bounds.bodyBytes ? 413 : undefined;
}

/** What the client still sends is read and dropped, so that it gets to see the answer. */
function refuse(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status, { "Content-Length": 0 }).end();
}

/** A redirect of the backend to itself leads clients to us. */
function leadToUs(headers: IncomingMessage["headers"], { tls, hostHeader }: PooledBackend): void {
  const own = `${tls ? "https" : "http"}://${hostHeader}/`;
  if (headers.location?.startsWith(own)) headers.location = headers.location.slice(own.length - 1);
}
