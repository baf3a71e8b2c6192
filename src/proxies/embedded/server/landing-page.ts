import type { IncomingMessage, ServerResponse } from "node:http";
import { nothingForBrowsers } from "../../../core/landing-page.ts";
import { publicHeaders } from "./public-file.ts";

/** Whether a browser opens the bare address, to look at it. A WebSocket never comes here. */
export function looksAtAddress({
  method,
  url,
  headers,
}: Pick<IncomingMessage, "method" | "url" | "headers">): boolean {
  const path = url?.split("?", 1)[0];
  return method === "GET" && path === "/" && /text\/html/i.test(headers.accept ?? "");
}

/** Whether a backend's status says so. */
export function hasNothingForBrowsers(status: number | undefined): boolean {
  return nothingForBrowsers.some((each) => each === status);
}

export function showPage(response: ServerResponse, page: Buffer): void {
  response.writeHead(200, publicHeaders("index.html", page)).end(page);
}
