import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, type ServerResponse } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { join } from "node:path";
import { createProxyServer } from "httpxy";
import { publicPath } from "../../../core/landing-page.ts";
import type { PooledBackend } from "./backend-pool.ts";
import { BodyLimit } from "./body-limit.ts";
import { clientAddress } from "./client-address.ts";
import { hasManyHosts, hostOf } from "./known-names.ts";
import { hasNothingForBrowsers, looksAtAddress, showPage } from "./landing-page.ts";
import { milliseconds } from "./milliseconds.ts";
import { dropHopByHop, outgoingHeaders } from "./outgoing-headers.ts";
import { answerPublicFile } from "./public-file.ts";
import type { Current, Service } from "./service.ts";
import { wantedUpgrade } from "./upgrade-refusal.ts";

/** A request on its way. */
interface Exchange {
  readonly backend: PooledBackend;
  /** The backend's half, once it has begun. */
  outgoing?: ClientRequest;
  /** Stands in where the backend has nothing for the browser that asks. */
  readonly page: Buffer | undefined;
}

/**
 * Plain HTTP goes to the backend: JSON-RPC over POST, Socket.IO's polling. It counts against no limit. A browser that
 * opens the bare address sees the page that tests the connection, but only where the backend has nothing for it.
 */
export function plainHandler(service: Service) {
  const proxy = createProxyServer();
  const exchanges = new WeakMap<IncomingMessage, Exchange>();
  proxy.on("proxyReq", (outgoing, request) => {
    const exchange = exchanges.get(request);
    if (exchange !== undefined) exchange.outgoing = outgoing;
  });
  proxy.on("proxyRes", (answer, request, response) => {
    dropHopByHop(answer.headers);
    const exchange = exchanges.get(request);
    if (exchange === undefined) return;
    if (exchange.page !== undefined && hasNothingForBrowsers(answer.statusCode)) {
      // Once the response has ended, nothing of the backend's own is copied into it.
      showPage(response, exchange.page);
      answer.destroy();
    } else leadToUs(answer.headers, exchange.backend);
  });
  proxy.on("error", (error, request, response) => {
    if (response === undefined || !("writeHead" in response) || response.writableEnded) return;
    service.log(`no answer from a backend: ${error.message}`);
    const page = request && exchanges.get(request)?.page;
    if (response.headersSent) response.destroy();
    else if (page !== undefined) showPage(response, page);
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
    const { roots, config, root, page } = current.settings;
    if (config.page !== undefined && request.url?.startsWith(publicPath)) {
      void answerPublicFile(request, response, join(root, config.page.folder));
      return;
    }
    const isForPage = page !== undefined && looksAtAddress(request);
    const exchange: Exchange = { backend, page: isForPage ? page : undefined };
    exchanges.set(request, exchange);
    const { host, port, tls } = backend;
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
      ...(isForPage && { proxyTimeout: milliseconds(config.bounds.browser) }),
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
