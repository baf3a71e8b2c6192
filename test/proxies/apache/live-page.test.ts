import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { nothingForBrowsers, publicPath } from "../../../src/core/landing-page.ts";
import { publicFolder } from "../../../src/core/paths.ts";
import { answerPlainly } from "../../helpers/backend/plain-answer.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import type { Target } from "../../helpers/client/target.ts";
import { echoOver } from "../../helpers/client/websocket.ts";
import { freePort } from "../nginx/running-nginx.ts";
import type { RunningApache } from "./running-apache.ts";
import { describeApache, type Scene } from "./scene.ts";
import type { Chosen } from "./site.ts";

const page = "<!doctype html><title>the page</title>";
const accept = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

/** Our site in front of this port, with the page in its folder. @param lines of the operator's */
async function serve(scene: Scene, port: number, chosen: Chosen = {}, lines = ""): Promise<RunningApache> {
  const answers = { backend: [`ws://127.0.0.1:${port}`], ...chosen.answers };
  const apache = await scene.serve({ ...chosen, answers }, lines);
  const folder = join(apache.folder, publicFolder);
  writeFileSync(join(folder, "index.html"), page);
  writeFileSync(join(folder, "wss-setup-root.crt"), Buffer.from([0x30, 0x03, 0x00, 0xff]));
  writeFileSync(join(folder, "wss-setup-root.pem"), "-----BEGIN CERTIFICATE-----\n");
  return apache;
}

await describeApache("the landing page", (scene) => {
  const asBrowser = (apache: RunningApache, more: Partial<Target> = {}) =>
    httpGet(scene.endpoint(apache, { ...more, headers: { ...accept, ...more.headers } }));
  const asProgram = (apache: RunningApache, more: Partial<Target> = {}) =>
    httpGet(scene.endpoint(apache, { headers: { Accept: "*/*" }, ...more }));

  it.each(nothingForBrowsers)("stands in for a %s, for browsers alone", async (status) => {
    const apache = await serve(scene, await answerPlainly({ status }), {}, "ErrorDocument 404 /sorry.html");
    const shown = await asBrowser(apache, { path: "/?a=b" });
    expect(shown).toMatchObject({ status: 200, body: page });
    expect(shown.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    expect(await asProgram(apache)).toMatchObject({ status, body: `its own ${status}` });
    const elsewhere = await asBrowser(apache, { path: "/socket.io/?EIO=4&transport=polling" });
    expect(elsewhere).toMatchObject({ status, body: `its own ${status}` });
    const post = await httpGet({ ...scene.endpoint(apache, { headers: accept }), body: "{}" });
    expect(post).toMatchObject({ status, body: `its own ${status}` });
  });

  it("stands in for a backend that is down; programs hear of it", async () => {
    const port = await freePort();
    const apache = await serve(scene, port);
    expect(await asBrowser(apache)).toMatchObject({ status: 200, body: page });
    expect((await asProgram(apache)).status).toBe(503);
  });

  it.each([200, 301, 401, 429, 500])("leaves a %s of the backend to browsers as it is", async (status) => {
    const port = await answerPlainly({ status, type: "text/html", body: "<p>mine</p>" });
    const apache = await serve(scene, port);
    expect(await asBrowser(apache, { path: "/?a=b" })).toMatchObject({
      status,
      body: "<p>mine</p>",
      headers: { "x-url": "/?a=b" },
    });
  });

  it("is in nobody's way, and has an address of its own", async () => {
    const limits = { connectionsPerIp: 1, handshakesPerSecond: 1, burst: 0 };
    const apache = await serve(scene, scene.backend.port, { answers: { limits } });
    const target = scene.endpoint(apache, { headers: accept });
    for (let count = 0; count < 5; count += 1) expect((await asBrowser(apache)).status).toBe(200);
    expect((await echoOver(target)).echo).toBe("hello");
    expect((await asBrowser(apache, { headers: { Upgrade: "h2c" } })).status).toBe(403);
    expect(await asProgram(apache, { path: publicPath })).toMatchObject({ status: 200, body: page });
    const types = { crt: "application/x-x509-ca-cert", pem: "application/x-pem-file" };
    for (const [end, type] of Object.entries(types)) {
      const file = await asProgram(apache, { path: `${publicPath}wss-setup-root.${end}` });
      expect(file).toMatchObject({ status: 200, headers: { "content-type": type } });
    }
    expect((await asBrowser(apache, { path: `${publicPath}none` })).status).toBe(404);
  });
});
