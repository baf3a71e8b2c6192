import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nothingForBrowsers } from "../../../src/core/landing-page.ts";
import { publicFolder } from "../../../src/core/paths.ts";
import { answerPlainly } from "../../helpers/backend/plain-answer.ts";
import { startTestBackend } from "../../helpers/backend/server.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import type { Target } from "../../helpers/client/target.ts";
import { echoOver } from "../../helpers/client/websocket.ts";
import { freePort } from "../nginx/running-nginx.ts";
import { heard, lines, rawBackend, rawClient } from "./raw.ts";
import { name, type RunningServer, runServer } from "./running-server.ts";

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
  it.each(nothingForBrowsers)("stands in for a %s, for browsers alone", async (status) => {
    const server = await serve(await answerPlainly({ status }));
    const shown = await asBrowser(server);
    expect(shown).toMatchObject({ status: 200, body: page });
    expect(shown.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-length": String(page.length),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    expect(shown.headers).not.toHaveProperty("x-url");
    const own = { status, body: `its own ${status}` };
    expect(await httpGet(server.target({ headers: { Accept: "*/*" } }))).toMatchObject(own);
    expect(await httpGet({ ...server.target({ headers: accept }), body: "{}" })).toMatchObject(own);
    expect(await asBrowser(server, { path: "/socket.io/?EIO=4&transport=polling" })).toMatchObject(own);
  });

  it("stands in for a backend that is down; programs hear of it", async () => {
    const server = await serve(await freePort());
    expect(await asBrowser(server)).toMatchObject({ status: 200, body: page });
    expect((await httpGet(server.target())).status).toBe(502);
  });

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

  it.each([200, 301, 401, 429, 500])("leaves a %s of the backend to browsers as it is", async (status) => {
    const server = await serve(await answerPlainly({ status, type: "text/html", body: "<p>mine</p>" }));
    const shown = await asBrowser(server, { path: "/?a=b" });
    expect(shown).toMatchObject({ status, body: "<p>mine</p>", headers: { "x-url": "/?a=b" } });
  });

  it("is in nobody's way: WebSockets on /, h2c refused, other Hosts refused", async () => {
    const backend = await startTestBackend();
    const server = await serve(backend.port);
    expect((await echoOver(server.target({ headers: accept }))).echo).toBe("hello");
    expect((await asBrowser(server, { headers: { Upgrade: "h2c", Connection: "Upgrade" } })).status).toBe(
      403,
    );
    const other = { servername: name, host: "other.example.com" };
    for (const path of ["/", "/.wss-setup/"])
      expect((await asBrowser(server, { ...other, path })).status).toBe(421);
    await backend.close();
  });

  it("has an address of its own, and the root beside it in the type that devices take", async () => {
    const server = await serve(await answerPlainly({ status: 200 }));
    const ask = (path: string) => httpGet(server.target({ path }));
    expect(await ask("/.wss-setup/")).toMatchObject({ status: 200, body: page });
    expect(await ask("/.wss-setup/wss-setup-root.crt")).toMatchObject({
      status: 200,
      headers: { "content-type": "application/x-x509-ca-cert", "content-length": "4" },
    });
    const climbing = ["../wss-setup/journal.jsonl", "%2e%2e/key.pem", "..%2fkey.pem", "", "%00", "a/b.pem"];
    for (const path of climbing.filter((each) => each !== "")) {
      expect((await ask(`/.wss-setup/${path}`)).status, path).toBe(404);
    }
    expect((await httpGet({ ...server.target({ path: "/.wss-setup/" }), body: "x" })).status).toBe(405);
  });

  it("is off: everything is the backend's, its path too", async () => {
    const server = await runServer(await answerPlainly({ status: 426 }));
    for (const path of ["/", "/.wss-setup/"])
      expect(await asBrowser(server, { path })).toMatchObject({ status: 426, body: "its own 426" });
  });
});
