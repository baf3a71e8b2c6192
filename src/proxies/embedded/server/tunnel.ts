import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { answerRaw, endGently } from "./answer-raw.ts";
import { askUpgrade, type UpgradeAnswer } from "./ask-upgrade.ts";
import type { PooledBackend } from "./backend-pool.ts";
import { BackendFailure, type Connected, dialInTurn } from "./dial-in-turn.ts";
import { joinSockets } from "./join-sockets.ts";
import { leadToUs } from "./lead-to-us.ts";
import { milliseconds } from "./milliseconds.ts";
import { type Asker, dropHopByHop, outgoingHeaders } from "./outgoing-headers.ts";
import type { Current, Service } from "./service.ts";

/**
 * Takes a WebSocket handshake to a backend and joins the two connections once it answers 101; any other answer goes to
 * the client as it is. What flows afterwards is never looked at.
 * @param head what the client sent right behind its request
 */
export async function tunnel(
  service: Service,
  request: IncomingMessage,
  client: Duplex,
  { head, asker }: { readonly head: Buffer; readonly asker: Asker },
): Promise<void> {
  const gone = new AbortController();
  client.once("close", () => gone.abort());
  try {
    const { answer, backend, left } = await askBackends(service.current, request, asker, gone.signal);
    client.once("close", left);
    if (client.destroyed) left();
    if (answer.outcome === "refused") return passRefusal(answer, backend, client);
    client.write(headOf(answer.response), "latin1");
    if (answer.head.length > 0) client.write(answer.head);
    if (head.length > 0) answer.backend.write(head);
    joinSockets(client, answer.backend);
    if (client.destroyed) answer.backend.destroy();
  } catch (error) {
    if (gone.signal.aborted) return;
    service.log(`no WebSocket from a backend: ${error instanceof Error ? error.message : String(error)}`);
    answerRaw(client, 502);
  }
}

/** A request that was sent to a backend is never sent to another one. */
async function askBackends(
  current: Current,
  request: IncomingMessage,
  asker: Asker,
  gone: AbortSignal,
): Promise<Omit<Connected, "connection"> & { readonly answer: UpgradeAnswer }> {
  const { pool, settings } = current;
  const { bounds } = settings.config;
  const { backend, connection, left } = await dialInTurn(current, asker.address, gone);
  try {
    const answer = await askUpgrade(connection, {
      path: request.url ?? "/",
      headers: outgoingHeaders(request.headers, asker, backend.hostHeader),
      headBytes: bounds.headBytes,
      timeout: milliseconds(bounds.upgrade),
      signal: gone,
    });
    pool.answered(backend);
    return { answer, backend, left };
  } catch (error) {
    left();
    if (!gone.aborted) pool.failed(backend, performance.now());
    throw new BackendFailure(backend, error);
  }
}

/** The head of an answer, its headers in the spelling and the order of the backend; which version that is is told nobody. */
function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() !== "server" ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  );
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, "", ""].join("\r\n");
}

/**
 * Node has taken the chunks of the body apart: its end is told by closing the connection. The one to the backend has
 * served its turn then, and no later than when the client is gone: a body may have no end.
 */
function passRefusal({ response, backend }: UpgradeAnswer, asked: PooledBackend, client: Duplex): void {
  const { headers, statusCode, statusMessage } = response;
  dropHopByHop(headers);
  delete headers["transfer-encoding"];
  delete headers.server;
  leadToUs(headers, asked);
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}: ${each}`),
  );
  client.write(
    [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, "Connection: close", "", ""].join("\r\n"),
    "latin1",
  );
  response.on("error", () => client.destroy());
  response.pipe(client, { end: false });
  response.once("end", () => {
    backend.destroy();
    endGently(client);
  });
  client.once("close", () => backend.destroy());
  if (client.destroyed) backend.destroy();
}
