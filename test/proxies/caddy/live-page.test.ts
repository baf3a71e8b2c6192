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
import type { RunningCaddy } from "./running-caddy.ts";
import { describeCaddy, type Scene } from "./scene.ts";
import type { Chosen } from "./site.ts";

const page = "<!doctype html><title>the page</title>";
const accept = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

/** Our site in front of this port, with the page in its folder. */
async function serve(scene: Scene, port: number, chosen: Chosen = {}): Promise<RunningCaddy> {
  const answers = { backend: [`ws://127.0.0.1:${port}`], ...chosen.answers };
  const caddy = await scene.serve({ ...chosen, answers });
  const folder = join(scene.place.folder, publicFolder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "index.html"), page);
  writeFileSync(join(folder, "wss-setup-root.crt"), Buffer.from([0x30, 0x03, 0x00, 0xff]));
  writeFileSync(join(folder, "wss-setup-root.pem"), "-----BEGIN CERTIFICATE-----\n");
  return caddy;
}

await describeCaddy("the landing page", (scene) => {
  const asBrowser = (caddy: RunningCaddy, more: Partial<Target> = {}) =>
    httpGet(scene.endpoint(caddy, { ...more, headers: { ...accept, ...more.headers } }));
  const asProgram = (caddy: RunningCaddy, more: Partial<Target> = {}) =>
    httpGet(scene.endpoint(caddy, { headers: { Accept: "*/*" }, ...more }));

  it.each(nothingForBrowsers)("stands in for a %s, for browsers alone", async (status) => {
    const caddy = await serve(scene, await answerPlainly({ status }));
    const shown = await asBrowser(caddy);
    expect(shown).toMatchObject({ status: 200, body: page });
    expect(shown.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    expect(await asProgram(caddy)).toMatchObject({ status, body: `its own ${status}` });
    const post = await httpGet({ ...scene.endpoint(caddy, { headers: accept }), body: "{}" });
    expect(post).toMatchObject({ status, body: `its own ${status}` });
    const elsewhere = await asBrowser(caddy, { path: "/socket.io/?EIO=4&transport=polling" });
    expect(elsewhere).toMatchObject({ status, body: `its own ${status}` });
  });

  it("stands in for a backend that is down; programs hear of it", async () => {
    const caddy = await serve(scene, await freePort());
    expect(await asBrowser(caddy)).toMatchObject({ status: 200, body: page });
    expect((await asProgram(caddy)).status).toBe(502);
  });

  it.each([200, 301, 401, 429, 500])("leaves a %s of the backend to browsers as it is", async (status) => {
    const port = await answerPlainly({ status, type: "text/html", body: "<p>mine</p>" });
    const caddy = await serve(scene, port);
    expect(await asBrowser(caddy, { path: "/?a=b" })).toMatchObject({
      status,
      body: "<p>mine</p>",
      headers: { "x-url": "/?a=b" },
    });
  });

  it("lets the backend hear a browser as it hears anybody", async () => {
    const caddy = await serve(scene, scene.backend.port);
    const { url, headers } = JSON.parse((await asBrowser(caddy, { path: "/?a=b" })).body);
    expect(url).toBe("/?a=b");
    expect(headers).toMatchObject({
      host: `127.0.0.1:${scene.backend.port}`,
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
    });
    expect(headers.upgrade).toBeUndefined();
    expect((await echoOver(scene.endpoint(caddy, { headers: accept }))).echo).toBe("hello");
  });

  it("is in nobody's way: WebSockets on /, h2c refused, JSON-RPC over POST", async () => {
    const caddy = await serve(scene, scene.backend.port);
    const target = scene.endpoint(caddy, { headers: accept });
    expect((await echoOver(target)).echo).toBe("hello");
    expect((await asBrowser(caddy, { headers: { Upgrade: "h2c", Connection: "Upgrade" } })).status).toBe(403);
    expect(JSON.parse((await httpGet({ ...target, body: '{"id":1}' })).body)).toMatchObject({
      method: "POST",
      body: '{"id":1}',
    });
  });

  it("has an address of its own, and the root beside it in the types that devices take", async () => {
    const caddy = await serve(scene, scene.backend.port);
    expect(await asProgram(caddy, { path: "/.wss-setup/" })).toMatchObject({ status: 200, body: page });
    const types = { crt: "application/x-x509-ca-cert", pem: "application/x-pem-file" };
    for (const [end, type] of Object.entries(types)) {
      const file = await asProgram(caddy, { path: `/.wss-setup/wss-setup-root.${end}` });
      expect(file).toMatchObject({ status: 200, headers: { "content-type": type } });
    }
    expect((await asBrowser(caddy, { path: "/.wss-setup/none" })).status).toBe(404);
    for (const path of ["/.wss-setup/../key.pem", "/.wss-setup/%2e%2e/key.pem", "/.wss-setup../key.pem"]) {
      expect(JSON.parse((await asBrowser(caddy, { path })).body), path).toMatchObject({ method: "GET" });
    }
  });

  it("is off: browsers get what the backend says", async () => {
    const port = await answerPlainly({ status: 426 });
    const caddy = await serve(scene, port, { answers: { landingPage: false } });
    expect(await asBrowser(caddy)).toMatchObject({ status: 426, body: "its own 426" });
  });
});
