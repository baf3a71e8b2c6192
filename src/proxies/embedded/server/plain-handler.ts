import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { createProxyServer } from "httpxy";
import { publicPath } from "../../../core/landing-page.ts";
import { BodyLimit } from "./body-limit.ts";
import { clientAddress } from "./client-address.ts";
import { type Connected, dialInTurn } from "./dial-in-turn.ts";
import { hasManyHosts, hostOf } from "./known-names.ts";
import { hasNothingForBrowsers, looksAtAddress, showPage } from "./landing-page.ts";
import { leadToUs } from "./lead-to-us.ts";
import { longLine } from "./long-line.ts";
import { milliseconds } from "./milliseconds.ts";
import { dropHopByHop, outgoingHeaders } from "./outgoing-headers.ts";
import { answerPublicFile } from "./public-file.ts";
import type { Current, Service } from "./service.ts";
import { dropStalledReader } from "./stalled-reader.ts";
import { takeOriginForm } from "./target-form.ts";
import { wantedUpgrade } from "./upgrade-refusal.ts";

/** A request on its way. */
interface Exchange extends Pick<Connected, "backend"> {
  /** What holds for it, though a reload comes meanwhile. */
  readonly current: Current;
  /** The backend's half, once it has begun. */
  outgoing?: ClientRequest;
  /** Stands in where the backend has nothing for the browser that asks. */
  readonly page: Buffer | undefined;
}

/** For one request over a connection that is open already: it is closed afterwards. */
class OneConnection extends HttpAgent {
  readonly #connection: Duplex;

  constructor(connection: Duplex) {
    super();
    this.#connection = connection;
  }

  override createConnection(): Duplex {
    return this.#connection;
  }
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
    // Of what is behind us nobody has to know which version it is.
    delete answer.headers.server;
    // Left to itself, the proxy promises every client to keep its connection, also one that asked to have it closed.
    answer.headers.connection = response.shouldKeepAlive ? "keep-alive" : "close";
    const exchange = exchanges.get(request);
    if (exchange === undefined) return;
    const { page, backend, current } = exchange;
    current.pool.answered(backend);
    if (page !== undefined && hasNothingForBrowsers(answer.statusCode)) {
      // Once the response has ended, nothing of the backend's own is copied into it.
      showPage(response, page);
      answer.destroy();
      return;
    }
    leadToUs(answer.headers, backend);
    dropStalledReader(answer, response, milliseconds(current.settings.config.bounds.stall));
  });
  proxy.on("error", (error, request, response) => {
    if (response === undefined || !("writeHead" in response) || response.writableEnded) return;
    const exchange = request && exchanges.get(request);
    // A client that hung up is no fault of the backend's.
    if (!response.destroyed) exchange?.current.pool.failed(exchange.backend, performance.now());
    service.log(`no answer from a backend: ${error.message}`);
    if (response.headersSent) response.destroy();
    else standIn(response, exchange?.page);
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { current } = service;
    const address = clientAddress(request.socket);
    const refusal = takeOriginForm(request) ? plainRefusal(request, current) : 400;
    if (refusal !== undefined || address === undefined) {
      refuse(response, refusal ?? 502);
      return;
    }
    const { config, root, page } = current.settings;
    if (config.page !== undefined && request.url?.startsWith(publicPath)) {
      await answerPublicFile(request, response, join(root, config.page.folder));
      return;
    }
    const isForPage = page !== undefined && looksAtAddress(request);
    const ownPage = isForPage ? page : undefined;
    const connected = await connect(service, address, response);
    if (connected === undefined) {
      standIn(response, ownPage);
      return;
    }
    const { backend, connection, left } = connected;
    connection.once("close", left);
    const exchange: Exchange = { backend, current, page: ownPage };
    exchanges.set(request, exchange);
    const body = new BodyLimit(config.bounds.bodyBytes, () => {
      refuse(response, 413);
      exchange.outgoing?.destroy();
    });
    request.headers = outgoingHeaders(
      request.headers,
      { address, host: hostOf(request.headers.host) },
      backend.hostHeader,
    );
    await proxy.web(request, response, {
      target: { protocol: "http:", host: backend.host, port: backend.port },
      // One connection a request: one that is kept may be closed by the backend just as it is used again.
      agent: new OneConnection(connection),
      buffer: request.pipe(body),
      ...(isForPage && { proxyTimeout: milliseconds(config.bounds.browser) }),
    });
  };
  return (request: IncomingMessage, response: ServerResponse): void => {
    // A mistake in one exchange must not end the process, and everybody's connections with it.
    handle(request, response).catch((error) => {
      service.log(`a request failed: ${error instanceof Error ? error.message : error}`);
      response.destroy();
    });
  };
}

/** Undefined where no backend takes a connection, or the client is gone. */
async function connect(
  { current, log }: Service,
  address: string,
  response: ServerResponse,
): Promise<Connected | undefined> {
  const gone = new AbortController();
  const giveUp = () => gone.abort();
  response.once("close", giveUp);
  try {
    return await dialInTurn(current, address, gone.signal);
  } catch (error) {
    if (!gone.signal.aborted)
      log(`no answer from a backend: ${error instanceof Error ? error.message : error}`);
    return undefined;
  } finally {
    response.off("close", giveUp);
  }
}

/** What a client sees when no backend answers. */
function standIn(response: ServerResponse, page: Buffer | undefined): void {
  if (page !== undefined) showPage(response, page);
  else refuse(response, 502);
}

/** The status with which plain HTTP is refused before the backend sees anything; undefined: it may pass. */
function plainRefusal(request: IncomingMessage, { names, settings }: Current): number | undefined {
  const { lineBytes, bodyBytes } = settings.config.bounds;
  const long = longLine(request, lineBytes);
  if (long !== undefined) return long;
  if (hasManyHosts(request)) return 400;
  if (!names.hasHost(request.headers.host)) return 421;
  // A WebSocket without `Connection: Upgrade` is passed on as the plain request that it is.
  if (wantedUpgrade(request) === "other") return 403;
  return Number(request.headers["content-length"] ?? 0) > bodyBytes ? 413 : undefined;
}

/** What the client still sends is read and dropped, so that it gets to see the answer. */
function refuse(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status, { "Content-Length": 0 }).end();
}
