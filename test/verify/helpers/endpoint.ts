import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext } from "node:tls";
import type { IssuedPair } from "../../../src/certificates/source.ts";
import { listen, refuse } from "./listen.ts";

export interface EndpointOptions {
  readonly pair: IssuedPair;
  readonly names: readonly string[];
  readonly backendPort: number;
  /** What a faulty or stricter proxy does instead; undefined: tunnel on. */
  readonly intercept?: (request: IncomingMessage, socket: Duplex) => "answered" | undefined;
  /** Sent to the backend; its own when not said. */
  readonly backendHost?: string;
  /** Unknown names get a certificate and a 421 instead of a TLS alert. */
  readonly answersStrangers?: boolean;
  readonly listenOn?: string;
}

export interface TestEndpoint {
  readonly port: number;
  readonly handshakes: () => number;
  /** Most WebSockets that were open at one time. */
  readonly peak: () => number;
}

/** A small TLS proxy that tunnels upgrades as a production one would. */
export async function startEndpoint(options: EndpointOptions): Promise<TestEndpoint> {
  const { pair, names, backendPort, intercept } = options;
  let handshakes = 0;
  let open = 0;
  let peak = 0;
  const identity = { cert: pair.certificate, key: pair.key };
  const server = createServer({
    // Without a certificate for strangers TLS ends with an alert.
    ...(options.answersStrangers === true ? identity : {}),
    SNICallback: (name, done) => done(null, createSecureContext(names.includes(name) ? identity : {})),
  });
  server.on("request", (_request, response) => response.writeHead(404).end());
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => {});
    handshakes += request.headers.upgrade === "websocket" ? 1 : 0;
    if (!names.some((name) => request.headers.host?.includes(name)))
      return refuse(socket, "421 Misdirected Request");
    if (intercept?.(request, socket) === "answered") return;
    if (request.headers.upgrade !== "websocket") return refuse(socket, "403 Forbidden");
    open += 1;
    peak = Math.max(peak, open);
    socket.on("close", () => {
      open -= 1;
    });
    tunnel(request, socket, head, backendPort, options.backendHost ?? `127.0.0.1:${backendPort}`);
  });
  server.on("tlsClientError", () => {});
  return { port: await listen(server, options.listenOn), handshakes: () => handshakes, peak: () => peak };
}

function tunnel(request: IncomingMessage, socket: Duplex, head: Buffer, port: number, host: string): void {
  const backend = connect(port, "127.0.0.1");
  backend.on("error", () => refuse(socket, "502 Bad Gateway"));
  backend.on("connect", () => {
    const headers = Object.entries({ ...request.headers, host }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    backend.write(`GET ${request.url} HTTP/1.1\r\n${headers.join("")}\r\n`);
    backend.write(head);
    backend.pipe(socket).pipe(backend);
  });
  socket.on("close", () => backend.destroy());
  backend.on("close", () => socket.end());
}

/** Port 80: everything goes to https, but not what `spared` says. */
export function startRedirect(
  name: string,
  spared: (path: string) => boolean = isChallenge,
): Promise<number> {
  return listen(
    createHttpServer((request, response) => {
      const path = request.url ?? "/";
      if (spared(path)) response.writeHead(404).end();
      else response.writeHead(301, { Location: `https://${name}${path}` }).end();
    }),
  );
}

const isChallenge = (path: string): boolean => path.startsWith("/.well-known/acme-challenge/");
