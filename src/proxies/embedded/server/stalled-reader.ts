import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Hangs up on a client that takes nothing of an answer for so long: it holds a connection of the backend's meanwhile. One
 * that waits for an answer, be it for hours, is no such client.
 * @param most milliseconds
 */
export function dropStalledReader(answer: IncomingMessage, response: ServerResponse, most: number): void {
  let timer: NodeJS.Timeout | undefined;
  // The pipe between them stops while the client's side is full.
  answer.on("pause", () => {
    timer ??= setTimeout(() => response.destroy(), most);
  });
  const goOn = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  answer.on("resume", goOn);
  response.once("close", goOn);
}
