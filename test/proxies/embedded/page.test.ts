import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publicFolder } from "../../../src/core/paths.ts";
import { answerPlainly } from "../../helpers/backend/plain-answer.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import type { Target } from "../../helpers/client/target.ts";
import { name } from "../live/endpoint.ts";
import { heard, lines, rawBackend, rawClient } from "./raw.ts";
import { type RunningServer, runServer } from "./running-server.ts";

const page = "<!doctype html><title>the page</title>";
const accept = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const withPage = { page: { folder: publicFolder } } as const;

/** The server with the page in its folder, read by a reload. */
async function serve(backend: number, more: Parameters<typeof runServer>[1] = {}): Promise<RunningServer> {
  const server = await runServer(backend);
  const folder = join(server.folder, publicFolder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), page);
  writeFileSync(join(folder, "wss-setup-root.crt"), Buffer.from([0x30, 0x03, 0x00, 0xff]));
  expect(await server.reload({ ...withPage, ...more })).toBe("reloaded");
  return server;
}

function asBrowser(server: RunningServer, more: Partial<Target> = {}) {
  return httpGet(server.target({ ...more, headers: { ...accept, ...more.headers } }));
}

describe("the landing page", () => {
  it("stands in for a backend that says nothing, and lets go of it", async () => {
    let left = 0;
    const port = await rawBackend((socket) => socket.resume().on("end", () => (left += 1)));
    const server = await serve(port, { bounds: { browser: 0.2 } });
    expect(await asBrowser(server)).toMatchObject({ status: 200, body: page });
    await expect.poll(() => left).toBe(1);
  });

  it("lets go of an answer without end that nobody gets to see", async () => {
    let left = 0;
    const port = await rawBackend((socket) => {
      socket.resume().on("end", () => (left += 1));
      socket.write(lines("HTTP/1.1 404 Not Found", "Content-Length: 1000000"));
    });
    const server = await serve(port);
    const client = await rawClient(server);
    const ask = () => client.write(lines("GET / HTTP/1.1", `Host: ${name}`, "Accept: text/html"));
    for (let round = 1; round < 3; round += 1) {
      ask();
      expect(await heard(client, /<\/title>/)).toMatch(/^HTTP\/1\.1 200 /);
      await expect.poll(() => left).toBe(round);
    }
  });

  it("is told with its length, and nothing else lies at its address", async () => {
    const server = await serve(await answerPlainly({ status: 404 }));
    const ask = (path: string) => httpGet(server.target({ path }));
    const length = String(page.length);
    expect((await asBrowser(server)).headers["content-length"]).toBe(length);
    expect((await ask("/.wss-setup/")).headers["content-length"]).toBe(length);
    expect((await ask("/.wss-setup/wss-setup-root.crt")).headers["content-length"]).toBe("4");
    const climbing = ["../wss-setup/journal.jsonl", "%2e%2e/key.pem", "..%2fkey.pem", "", "%00", "a/b.pem"];
    for (const path of climbing.filter((each) => each !== "")) {
      expect((await ask(`/.wss-setup/${path}`)).status, path).toBe(404);
    }
    expect((await httpGet({ ...server.target({ path: "/.wss-setup/" }), body: "x" })).status).toBe(405);
  });
});
