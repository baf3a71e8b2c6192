import { readFile } from "node:fs/promises";
import { get, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { hasManyHosts, hostOf } from "./known-names.ts";
import { longLine } from "./long-line.ts";
import type { Service } from "./service.ts";
import { takeOriginForm } from "./target-form.ts";

/** Challenges of a certificate authority (RFC 8555 8.3); the token is base64url, so it cannot climb. */
const challenge = /^\/\.well-known\/acme-challenge\/([A-Za-z0-9_-]+)$/;

/** Plain HTTP: challenges are answered, everything else goes to https; names that are not ours get no answer. */
export function redirectHandler(service: Service) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { names, settings } = service.current;
    const { config, root } = settings;
    const long = longLine(request, config.bounds.lineBytes);
    if (long !== undefined) {
      end(response, long);
      return;
    }
    if (hasManyHosts(request) || !takeOriginForm(request)) {
      end(response, 400);
      return;
    }
    if (!names.hasHost(request.headers.host)) {
      request.socket.destroy();
      return;
    }
    const path = request.url ?? "/";
    if (path.startsWith("/.well-known/acme-challenge/")) {
      const { challenges } = config;
      if ("port" in challenges) passToAuthority(request, response, challenges.port);
      else void answerChallenge(path, join(root, challenges.webroot), response);
      return;
    }
    const { https } = config.listen;
    if (!config.redirectHttp || https === undefined) {
      end(response, 404);
      return;
    }
    const port = https === 443 ? "" : `:${https}`;
    end(response, 301, { Location: `https://${hostOf(request.headers.host)}${port}${path}` });
  };
}

/** Milliseconds that a program which answers challenges has. */
const patience = 15_000;

/** certbot itself answers, while it asks for a certificate; otherwise nobody does. */
function passToAuthority(request: IncomingMessage, response: ServerResponse, port: number): void {
  const { url: path, headers } = request;
  const options = { host: "127.0.0.1", port, path, headers: { host: headers.host }, timeout: patience };
  const asked = get({ ...options, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { "Content-Type": "text/plain" });
    answer.on("error", () => response.destroy());
    answer.pipe(response);
  });
  asked.once("timeout", () => asked.destroy(new Error("no answer in time")));
  asked.on("error", () => {
    if (!response.headersSent) end(response, 502);
  });
  response.once("close", () => asked.destroy());
}

async function answerChallenge(path: string, webroot: string, response: ServerResponse): Promise<void> {
  const token = challenge.exec(path)?.[1];
  const file = token === undefined ? undefined : join(webroot, ".well-known/acme-challenge", token);
  const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (content === undefined) {
    end(response, 404);
    return;
  }
  response.writeHead(200, { "Content-Type": "text/plain", "Content-Length": content.length }).end(content);
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, "Content-Length": 0 }).end();
}
