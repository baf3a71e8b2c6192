import { createServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { listen, refuse } from "./listen.ts";

export interface TestBackend {
  readonly port: number;
  readonly url: string;
  /** Host headers of the handshakes it saw. */
  readonly hosts: readonly (string | undefined)[];
  /** Text messages it got. */
  readonly texts: readonly string[];
  /** WebSockets that are open now. */
  open(): number;
}

export interface BackendOptions {
  /** Only this path is upgraded; on others the connection is closed. */
  readonly path?: string;
  readonly protocol?: string;
  readonly autoPong?: boolean;
  /** Answers 403 to any Host header that does not begin with it. */
  readonly onlyHost?: string;
  readonly listenOn?: string;
}

/** A real WebSocket server, given what it does with each connection. */
export async function startBackend(
  talk: (webSocket: WebSocket) => void,
  options: BackendOptions = {},
): Promise<TestBackend> {
  const { protocol, onlyHost, listenOn = "127.0.0.1" } = options;
  const hosts: (string | undefined)[] = [];
  const texts: string[] = [];
  const server = createServer((_request, response) => response.writeHead(404).end());
  const webSockets = new WebSocketServer({
    noServer: true,
    autoPong: options.autoPong ?? true,
    ...(protocol === undefined ? {} : { handleProtocols: (asked) => asked.has(protocol) && protocol }),
  });
  server.on("upgrade", (request, socket, head) => {
    hosts.push(request.headers.host);
    const path = request.url?.split("?")[0];
    if (options.path !== undefined && path !== options.path) {
      socket.destroy();
      return;
    }
    if (onlyHost !== undefined && request.headers.host?.startsWith(onlyHost) !== true) {
      refuse(socket, "403 Forbidden");
      return;
    }
    if (protocol !== undefined && request.headers["sec-websocket-protocol"] !== protocol) {
      refuse(socket, "400 Bad Request");
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", () => {});
      webSocket.on("message", (data: Buffer, binary: boolean) => {
        if (!binary) texts.push(data.toString());
      });
      talk(webSocket);
    });
  });
  const port = await listen(server, listenOn);
  return { port, url: `ws://127.0.0.1:${port}`, hosts, texts, open: () => webSockets.clients.size };
}

export const plain = (): void => {};

export function echo(webSocket: WebSocket): void {
  webSocket.on("message", (data, binary) => webSocket.send(data, { binary }));
}

type Methods = Readonly<Record<string, unknown>>;

/** Answers these methods, and -32601 to every other. */
export function jsonRpc(methods: Methods): (webSocket: WebSocket) => void {
  return (webSocket) =>
    webSocket.on("message", (data: Buffer) => {
      const { id, method } = JSON.parse(data.toString());
      const answer =
        method in methods ? { result: methods[method] } : { error: { code: -32601, message: "no" } };
      webSocket.send(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
    });
}

export const substrateMethods: Methods = {
  system_name: "Parity Polkadot",
  system_version: "1.16.1-abcdef",
  system_chain: "Polkadot",
  system_health: { peers: 38, isSyncing: false, shouldHavePeers: true },
  system_localPeerId: "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp",
};

export const substrate = jsonRpc(substrateMethods);
export const unsafeSubstrate = jsonRpc({ ...substrateMethods, system_peers: [] });

export const geth = jsonRpc({
  web3_clientVersion: "Geth/v1.13.5-stable/linux-amd64/go1.21.4",
  eth_blockNumber: "0x16bd8c0",
});

export function engineIo(webSocket: WebSocket): void {
  webSocket.send('0{"sid":"lv_VI97HAXpY6yYWAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
}

/** As a libp2p listener: its header after the dialer's, `na` to a protocol it does not know. */
export function multistream(webSocket: WebSocket): void {
  let greeted = false;
  webSocket.on("message", (_data, binary) => {
    if (!binary) return webSocket.close(1003);
    webSocket.send(Buffer.from(greeted ? "\x03na\n" : "\x13/multistream/1.0.0\n", "latin1"));
    greeted = true;
  });
}

export function mqttBroker(webSocket: WebSocket): void {
  webSocket.on("message", (data: Buffer) => {
    if (data[0] === 0x10) webSocket.send(Buffer.from([0x20, 2, 0, 0]));
  });
}
