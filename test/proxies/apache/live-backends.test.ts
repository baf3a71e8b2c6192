import { expect, it } from "vitest";
import { startTestBackend } from "../../helpers/backend/server.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { echoOver } from "../../helpers/client/websocket.ts";
import { freePort } from "../nginx/running-nginx.ts";
import { describeApache } from "./scene.ts";

const asksHeaders = '{"test":"headers"}';

await describeApache("several backends", (scene) => {
  it("gives each its own Host, the least busy the next WebSocket, and none to one that is down", async () => {
    const second = await startTestBackend();
    const dead = await freePort();
    const urls = [scene.backend.port, second.port, dead].map((port) => `ws://127.0.0.1:${port}`);
    const apache = await scene.serve({ answers: { backend: urls } });
    const target = scene.endpoint(apache);
    const hosts = [];
    for (let count = 0; count < 8; count += 1) {
      expect(await scene.open(target)).toBe(101);
      hosts.push(JSON.parse((await scene.sockets.at(-1)?.ask(asksHeaders)) ?? "").headers.host);
    }
    for (const port of [scene.backend.port, second.port]) {
      expect(hosts.filter((host) => host === `127.0.0.1:${port}`)).toHaveLength(4);
    }
    expect((await httpGet(target)).status).toBe(200);
    await Promise.all(scene.sockets.splice(0).map((socket) => socket.close()));
    await second.close();
  });

  it.each(["2.4.71", "2.4.41"])(
    "keeps a client with one of them where one is Socket.IO (%s)",
    async (version) => {
      const others = await Promise.all([startTestBackend(), startTestBackend()]);
      const ports = [scene.backend.port, ...others.map(({ port }) => port)];
      const urls = ports.map((port) => `ws://127.0.0.1:${port}`);
      const kind = { answers: true, kind: "engine.io", label: "Socket.IO" } as const;
      const apache = await scene.serve({
        answers: { backend: urls },
        apache: { version },
        facts: { backends: { [urls[0] ?? ""]: kind } },
      });
      const target = scene.endpoint(apache, { path: "/socket.io/?EIO=4" });
      const hosts = new Set<string>();
      for (let count = 0; count < 6; count += 1) {
        const told = JSON.parse((await echoOver(target, asksHeaders)).echo ?? "");
        expect(told.url).toBe("/socket.io/?EIO=4");
        hosts.add(told.headers.host);
        hosts.add(JSON.parse((await httpGet(target)).body).headers.host);
      }
      expect(hosts.size).toBe(1);
      const [own] = hosts;
      await (own === `127.0.0.1:${scene.backend.port}`
        ? scene.backend
        : others.find(({ port }) => own?.endsWith(`:${port}`))
      )?.close();
      const stranded = JSON.parse((await echoOver(target, asksHeaders)).echo ?? "");
      expect(stranded.headers.host).not.toBe(own);
      await Promise.all(others.map((other) => other.close().catch(() => undefined)));
    },
  );
});
