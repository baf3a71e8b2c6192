import fc from "fast-check";
import { expect, it } from "vitest";
import { headerValue } from "../../../src/proxies/apache/apache-string.ts";
import { renderSite } from "../../../src/proxies/apache/render.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { askRaw, connectRaw } from "../../helpers/client/raw.ts";
import { echoOver, openWebSocket } from "../../helpers/client/websocket.ts";
import { describeApache, name } from "./scene.ts";

/** No control characters, no variable, and no blanks at the ends, which HTTP takes away. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out.
const isWritable = (text: string) => !/[\u0000-\u001f\u007f]|\$\{|^\s|\s$/.test(text);

await describeApache("the endpoint", (scene) => {
  it("tunnels a WebSocket and tells the backend who asks, whatever the client says of itself", async () => {
    const apache = await scene.serve();
    const headers = {
      "X-Forwarded-For": "6.6.6.6",
      Forwarded: "for=6.6.6.6",
      Connection: "Upgrade, X-Forwarded-For, X-Real-IP",
    };
    const target = scene.endpoint(apache, { path: "/a%2Fb//?c=d", headers });
    const report = await echoOver(target, '{"test":"headers"}');
    expect(report.status).toBe(101);
    const told = JSON.parse(report.echo ?? "");
    expect(told.url).toBe("/a%2Fb//?c=d");
    expect(told.headers).toMatchObject({
      host: `127.0.0.1:${scene.backend.port}`,
      "x-real-ip": "127.0.0.1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": name,
    });
    expect(told.headers).not.toHaveProperty("forwarded");
  });

  it("refuses names that are not ours in TLS, and another Host than SNI with 421", async () => {
    const apache = await scene.serve();
    const stranger = scene.endpoint(apache, { host: "other.example.com" });
    await expect(openWebSocket(stranger)).rejects.toThrow(/alert/i);
    await expect(openWebSocket({ ...stranger, servername: null })).rejects.toThrow(/alert/i);
    expect(await scene.open({ ...stranger, servername: name })).toBe(421);
  });

  it("serves an IP name to clients without SNI, and still refuses other Hosts", async () => {
    const apache = await scene.serve({ answers: { names: ["127.0.0.1", "::1", name] } });
    const byAddress = scene.endpoint(apache, { host: "127.0.0.1", servername: null });
    expect((await echoOver(byAddress)).echo).toBe("hello");
    expect(await scene.open({ ...byAddress, host: "[::1]" })).toBe(101);
    expect((await echoOver(scene.endpoint(apache))).echo).toBe("hello");
    expect(await scene.open({ ...byAddress, host: "other.example.com" })).toBe(421);
  });

  it("holds exactly so many WebSockets of one address, plain HTTP uncounted, also over a reload", async () => {
    const limits = { connectionsPerIp: 5, handshakesPerSecond: false, burst: 0 } as const;
    const apache = await scene.serve({ answers: { limits } });
    const target = scene.endpoint(apache);
    for (let count = 0; count < 5; count += 1) expect(await scene.open(target)).toBe(101);
    expect(await scene.open(target)).toBe(429);
    expect(await scene.open({ ...target, headers: { "X-Forwarded-For": "6.6.6.6" } })).toBe(429);
    for (let count = 0; count < 20; count += 1) expect((await httpGet(target)).status).toBe(200);
    await scene.sockets.pop()?.close();
    await expect.poll(() => scene.open(target)).toBe(101);
    expect(await scene.open(target)).toBe(429);
    const smaller = { ...limits, connectionsPerIp: 6 };
    await apache.reload(renderSite(scene.siteAt(apache, { answers: { limits: smaller } })));
    await expect.poll(() => scene.open(target)).toBe(101);
    expect(await scene.open(target)).toBe(429);
    for (const socket of scene.sockets) expect(await socket.ask("still here")).toBe("still here");
  });

  it("lets a burst through and refuses what is above it with 429", async () => {
    const limits = { connectionsPerIp: false, handshakesPerSecond: 1, burst: 4 } as const;
    const apache = await scene.serve({ answers: { limits } });
    const statuses = await Promise.all(Array.from({ length: 12 }, () => scene.open(scene.endpoint(apache))));
    const passed = statuses.filter((status) => status === 101).length;
    expect(passed).toBeGreaterThanOrEqual(5);
    expect(passed).toBeLessThan(9);
    expect(statuses.filter((status) => status === 429)).toHaveLength(12 - passed);
    expect((await httpGet(scene.endpoint(apache))).status).toBe(200);
  });

  it("takes bodies of up to 16 MiB, and any in chunks, which the backend measures", async () => {
    const apache = await scene.serve();
    const post = ["POST /rpc HTTP/1.1", `Host: ${name}`];
    const statusOf = async (fields: readonly string[], body = "") => {
      const connection = await connectRaw(scene.endpoint(apache));
      const asked = askRaw(connection, [...post, ...fields]);
      connection.write(body);
      const { status } = await asked;
      connection.destroy();
      return status;
    };
    const mebibyte = "x".repeat(2 ** 20);
    const chunks = (count: number) => `${`100000\r\n${mebibyte}\r\n`.repeat(count)}0\r\n\r\n`;
    expect(await statusOf([`Content-Length: ${16 * 2 ** 20}`], mebibyte.repeat(16))).toBe(200);
    expect(await statusOf([`Content-Length: ${16 * 2 ** 20 + 1}`])).toBe(413);
    expect(await statusOf(["Transfer-Encoding: chunked"], chunks(16))).toBe(200);
    expect(await statusOf(["Transfer-Encoding: chunked"], chunks(17))).toBe(200);
  });

  it("carries WebSockets by a rule where Apache is older than 2.4.47", async () => {
    const apache = await scene.serve({ apache: { version: "2.4.41" } });
    expect((await echoOver(scene.endpoint(apache, { path: "/a?b=c" }), '{"test":"headers"}')).echo).toContain(
      '"url":"/a?b=c"',
    );
    expect((await httpGet(scene.endpoint(apache))).status).toBe(200);
    expect((await httpGet(scene.endpoint(apache, { headers: { Upgrade: "h2c" } }))).status).toBe(403);
  });

  it("reads every string as it was meant", async () => {
    const strings = fc.sample(fc.string({ unit: "grapheme" }), { numRuns: 60, seed: 7 }).filter(isWritable);
    const lines = strings.map((each, index) => `Header always set X-${index} ${headerValue(each)}`);
    const apache = await scene.serve({}, lines.join("\n"));
    const { headers } = await httpGet(scene.endpoint(apache));
    const read = strings.map((_, index) => Buffer.from(String(headers[`x-${index}`]), "latin1").toString());
    expect(read).toEqual(strings);
  });

  it("closes a socket that is silent for the idle timeout", async () => {
    const apache = await scene.serve({ answers: { idleTimeout: 2 } });
    const socket = await openWebSocket(scene.endpoint(apache));
    expect("ask" in socket ? await socket.closed : socket.status).toBe(1006);
  });
});
