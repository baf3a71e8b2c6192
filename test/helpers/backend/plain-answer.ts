import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A backend that gives one answer to every plain request and takes no WebSocket. */
export interface PlainAnswer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}

/** Ends with the test. @param answer asked for at each request, where it changes @returns its port, on 127.0.0.1 */
export async function answerPlainly(answer: PlainAnswer | (() => PlainAnswer)): Promise<number> {
  const server = createServer((request, response) => {
    const now = typeof answer === "function" ? answer() : answer;
    const { status, type = "text/plain", body = `its own ${status}` } = now;
    request.resume();
    response.writeHead(status, { "Content-Type": type, "X-Url": request.url ?? "" }).end(body);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
