import { readFile } from "node:fs/promises";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { publicPath, publicTypes } from "../../../core/landing-page.ts";

/** A plain name, so that it cannot climb. */
const fileName = /^[a-z0-9-]+\.[a-z]+$/;

/** A request below `publicPath`: the page and its downloads, from this folder. */
export async function answerPublicFile(
  { method, url = "" }: IncomingMessage,
  response: ServerResponse,
  folder: string,
): Promise<void> {
  if (method !== "GET" && method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD", "Content-Length": 0 }).end();
    return;
  }
  const [path = ""] = url.split("?", 1);
  const name = path.slice(publicPath.length) || "index.html";
  const content = await readPublicFile(folder, name);
  if (content === undefined) response.writeHead(404, { "Content-Length": 0 }).end();
  else response.writeHead(200, publicHeaders(name, content)).end(content);
}

/** Undefined where there is none of that name. */
export async function readPublicFile(folder: string, name: string): Promise<Buffer | undefined> {
  if (!fileName.test(name)) return undefined;
  return await readFile(join(folder, name)).catch(() => undefined);
}

/** A browser takes each file for what it is, and never shows one that it kept. */
export function publicHeaders(name: string, content: Buffer): OutgoingHttpHeaders {
  const types: Readonly<Record<string, string>> = publicTypes;
  return {
    "Content-Type": types[extname(name).slice(1)] ?? "application/octet-stream",
    "Content-Length": content.length,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  };
}
