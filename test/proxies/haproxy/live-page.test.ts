import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { nothingForBrowsers } from "../../../src/core/landing-page.ts";
import { publicFolder } from "../../../src/core/paths.ts";
import { answerPlainly } from "../../helpers/backend/plain-answer.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import type { Target } from "../../helpers/client/target.ts";
import { echoOver } from "../../helpers/client/websocket.ts";
import { freePort } from "../nginx/running-nginx.ts";
import type { RunningHaproxy } from "./running-haproxy.ts";
import { describeHaproxy, type Scene } from "./scene.ts";
import type { Chosen } from "./site.ts";

const page = "<!doctype html><title>the page</title>";
const accept = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const ownCa = { source: "own-ca", key: "rsa", days: 365, caKey: "keep" } as const;

/** Our sections in front of this port, with the page, and the root of an own CA to fetch. */
async function serve(scene: Scene, port: number, chosen: Chosen = {}): Promise<RunningHaproxy> {
  const answers = { backend: [`ws://127.0.0.1:${port}`], certificate: ownCa, ...chosen.answers };
  const haproxy = await scene.start(({ folder }) => {
    mkdirSync(join(folder, publicFolder), { recursive: true });
    for (const end of ["crt", "der"])
      writeFileSync(
        join(folder, publicFolder, `wss-setup-root.${end}`),
        Buffer.from([0x30, 0x03, 0x00, 0xff]),
      );
    writeFileSync(join(folder, publicFolder, "wss-setup-root.pem"), "-----BEGIN CERTIFICATE-----\n");
    return { ours: scene.render({ page, ...chosen, answers }) };
  });
  expect(haproxy.said).not.toMatch(/\[(?:WARNING|ALERT)\]/);
  return haproxy;
}

await describeHaproxy("the landing page", (scene) => {
  const asBrowser = (haproxy: RunningHaproxy, more: Partial<Target> = {}) =>
    httpGet(scene.endpoint(haproxy, { ...more, headers: { ...accept, ...more.headers } }));
  const asProgram = (haproxy: RunningHaproxy, more: Partial<Target> = {}) =>
    httpGet(scene.endpoint(haproxy, { headers: { Accept: "*/*" }, ...more }));

  it("stands in for what says nothing to browsers, for them alone", async () => {
    for (const status of nothingForBrowsers) {
      const haproxy = await serve(scene, await answerPlainly({ status }));
      const shown = await asBrowser(haproxy);
      expect(shown).toMatchObject({ status: 200, body: page });
      expect(shown.headers).toMatchObject({
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      const own = { status, body: `its own ${status}` };
      expect(await asProgram(haproxy)).toMatchObject(own);
      expect(await httpGet({ ...scene.endpoint(haproxy, { headers: accept }), body: "{}" })).toMatchObject(
        own,
      );
      expect(await asBrowser(haproxy, { path: "/socket.io/?EIO=4" })).toMatchObject(own);
    }
  });

  it("stands in for a backend that is down; programs hear of it", async () => {
    const haproxy = await serve(scene, await freePort());
    expect(await asBrowser(haproxy)).toMatchObject({ status: 200, body: page });
    expect((await asProgram(haproxy)).status).toBe(503);
  });

  it("leaves whatever else a backend says to browsers as it is", async () => {
    for (const status of [200, 301, 401, 429, 500]) {
      const port = await answerPlainly({ status, type: "text/html", body: "<p>mine</p>" });
      const haproxy = await serve(scene, port);
      expect(await asBrowser(haproxy, { path: "/?a=b" })).toMatchObject({
        status,
        body: "<p>mine</p>",
        headers: { "x-url": "/?a=b" },
      });
    }
  });

  it("is in nobody's way: WebSockets on /, JSON-RPC over POST, and no limit counts it", async () => {
    const limits = { connectionsPerIp: 1, handshakesPerSecond: 1, burst: 0 };
    const haproxy = await serve(scene, scene.backend.port, { answers: { limits } });
    for (let count = 0; count < 5; count += 1) expect((await asBrowser(haproxy)).status).toBe(200);
    const target = scene.endpoint(haproxy, { headers: accept });
    expect((await echoOver(target)).echo).toBe("hello");
    const post = await httpGet({ ...target, body: '{"id":1}' });
    expect(JSON.parse(post.body)).toMatchObject({ method: "POST", body: '{"id":1}' });
  });

  it("has an address of its own, and the root beside it in the types that devices take", async () => {
    const haproxy = await serve(scene, scene.backend.port);
    for (const path of ["/.wss-setup/", "/.wss-setup/index.html"])
      expect(await asProgram(haproxy, { path })).toMatchObject({ status: 200, body: page });
    const types = { crt: "application/x-x509-ca-cert", pem: "application/x-pem-file" };
    for (const [end, type] of Object.entries(types)) {
      const file = await asProgram(haproxy, { path: `/.wss-setup/wss-setup-root.${end}` });
      expect(file).toMatchObject({
        status: 200,
        headers: { "content-type": type, "cache-control": "no-store" },
      });
    }
    expect((await asBrowser(haproxy, { path: "/.wss-setup/none" })).status).toBe(404);
    expect((await asBrowser(haproxy, { path: "/.wss-setup/../pair.pem" })).body).not.toContain("PRIVATE KEY");
  });

  it("is off: browsers get what the backend says", async () => {
    const haproxy = await scene.serve({
      answers: { backend: [`ws://127.0.0.1:${await answerPlainly({ status: 426 })}`] },
    });
    expect(await asBrowser(haproxy)).toMatchObject({ status: 426, body: "its own 426" });
  });
});
