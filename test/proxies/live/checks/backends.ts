import { expect, onTestFinished } from "vitest";
import { startTestBackend, type TestBackend } from "../../../helpers/backend/server.ts";
import type { OpenWebSocket } from "../../../helpers/client/websocket.ts";
import { freePort } from "../../../helpers/free-port.ts";
import type { Check } from "../describe-live.ts";

const urlOf = (port: number) => `ws://127.0.0.1:${port}`;

/** A backend that ends with the test, if not before. */
async function another(): Promise<TestBackend> {
  const backend = await startTestBackend();
  onTestFinished(() => backend.close().catch(() => undefined));
  return backend;
}

/** What the backend behind a WebSocket was told, and its port. */
async function behind(socket: OpenWebSocket) {
  return JSON.parse(await socket.ask('{"test":"headers"}'));
}

export const backends: Check = (scene, { oneSuite }) => {
  oneSuite("gives the least busy of several the next WebSocket, and none to one that is down", async () => {
    const second = await another();
    const ports = [scene.backend.port, second.port];
    const backend = [...ports, await freePort()].map(urlOf);
    const { opened, get } = await scene.serve({ answers: { backend } });
    const reached: number[] = [];
    for (let count = 0; count < 8; count += 1) reached.push((await behind(await opened())).port);
    for (const port of ports) expect(reached.filter((each) => each === port)).toHaveLength(4);
    expect((await get()).status).toBe(200);
  });

  oneSuite("passes one of several by that goes away", async () => {
    const second = await another();
    const backend = [second.port, scene.backend.port].map(urlOf);
    const { get, echo } = await scene.serve({ answers: { backend } });
    expect((await get()).status).toBe(200);
    await second.close();
    for (let count = 0; count < 4; count += 1) {
      const report = await echo({}, '{"test":"headers"}');
      expect(JSON.parse(report.echo ?? "").port).toBe(scene.backend.port);
      expect(JSON.parse((await get()).body).port).toBe(scene.backend.port);
    }
  });

  oneSuite("keeps a client with one of them where one is Socket.IO, until that is gone", async () => {
    const others = [await another(), await another(), await another()];
    const [first = ""] = others.map(({ port }) => urlOf(port));
    const engine = { answers: true, kind: "engine.io", label: "Socket.IO" } as const;
    const { get, echo } = await scene.serve({
      answers: { backend: others.map(({ port }) => urlOf(port)) },
      facts: { backends: { [first]: engine } },
    });
    const path = "/socket.io/?EIO=4";
    const reached = new Set<number>();
    for (let count = 0; count < 6; count += 1) {
      const told = JSON.parse((await echo({ path }, '{"test":"headers"}')).echo ?? "");
      expect(told.url).toBe(path);
      reached.add(told.port);
      reached.add(JSON.parse((await get()).body).port);
    }
    expect(reached.size).toBe(1);
    const [own] = reached;
    await others.find(({ port }) => port === own)?.close();
    const stranded = await echo({ path }, '{"test":"headers"}');
    expect(others.map(({ port }) => port)).toContain(JSON.parse(stranded.echo ?? "").port);
    expect(JSON.parse(stranded.echo ?? "").port).not.toBe(own);
  });
};
