import fc from "fast-check";
import { expect, it } from "vitest";
import { headerValue } from "../../../src/proxies/apache/apache-string.ts";
import { answerPlainly } from "../../helpers/backend/plain-answer.ts";
import { startTestBackend } from "../../helpers/backend/server.ts";
import { describeOne } from "../live/describe-live.ts";
import { page } from "../live/scene.ts";
import { liveApache } from "./running-apache.ts";

/** No control characters, no variable, and no blanks at the ends, which HTTP takes away. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out.
const isWritable = (text: string) => !/[\u0000-\u001f\u007f]|\$\{|^\s|\s$/.test(text);

const asksHeaders = '{"test":"headers"}';
/** Before 2.4.47 Apache knows no `upgrade=websocket`, and a rule leads WebSockets. */
const older = { version: "2.4.41" };

await describeOne(liveApache, "what is its own", (scene, { oneSuite }) => {
  it("carries WebSockets by a rule where Apache is older than 2.4.47", async () => {
    const { echo, get } = await scene.serve({ apache: older });
    expect((await echo({ path: "/a?b=c" }, asksHeaders)).echo).toContain('"url":"/a?b=c"');
    expect((await get()).status).toBe(200);
    expect((await get({ headers: { Upgrade: "h2c" } })).status).toBe(403);
  });

  it("keeps a client with one of several by that rule, too, where one is Socket.IO", async () => {
    const backends = await Promise.all([startTestBackend(), startTestBackend(), startTestBackend()]);
    const urls = backends.map(({ port }) => `ws://127.0.0.1:${port}`);
    const kind = { answers: true, kind: "engine.io", label: "Socket.IO" } as const;
    const { echo, get } = await scene.serve({
      answers: { backend: urls },
      apache: older,
      facts: { backends: { [urls[0] ?? ""]: kind } },
    });
    const path = "/socket.io/?EIO=4";
    const told = async () => JSON.parse((await echo({ path }, asksHeaders)).echo ?? "");
    const hosts = new Set<string>();
    for (let count = 0; count < 6; count += 1) {
      const { url, headers } = await told();
      expect(url).toBe(path);
      hosts.add(headers.host);
      hosts.add(JSON.parse((await get({ path })).body).headers.host);
    }
    expect(hosts.size).toBe(1);
    const [own] = hosts;
    await backends.find(({ port }) => own === `127.0.0.1:${port}`)?.close();
    expect((await told()).headers.host).not.toBe(own);
    await Promise.all(backends.map((backend) => backend.close().catch(() => undefined)));
  });

  it("gives each of several backends its own Host", async () => {
    const second = await startTestBackend();
    const urls = [scene.backend.port, second.port].map((port) => `ws://127.0.0.1:${port}`);
    const { opened } = await scene.serve({ answers: { backend: urls } });
    const told = [];
    for (let count = 0; count < 4; count += 1) told.push(JSON.parse(await (await opened()).ask(asksHeaders)));
    for (const { headers, port } of told) expect(headers.host).toBe(`127.0.0.1:${port}`);
    expect(new Set(told.map(({ port }) => port)).size).toBe(2);
    await second.close();
  });

  it("leaves programs the backend's own answer where the operator has error pages for all sites", async () => {
    const backend = [`ws://127.0.0.1:${await answerPlainly({ status: 404 })}`];
    const { get } = await scene.serve({ answers: { backend }, lines: "ErrorDocument 404 /sorry.html" });
    expect(await get({ headers: { Accept: "*/*" } })).toMatchObject({ status: 404, body: "its own 404" });
    expect(await get({ headers: { Accept: "text/html" } })).toMatchObject({ status: 200, body: page });
  });

  oneSuite("reads every string as it was meant", async () => {
    const strings = fc.sample(fc.string({ unit: "grapheme" }), { numRuns: 60, seed: 7 }).filter(isWritable);
    const lines = strings.map((each, index) => `Header always set X-${index} ${headerValue(each)}`);
    const { get } = await scene.serve({ lines: lines.join("\n") });
    const { headers } = await get();
    const read = strings.map((_, index) => Buffer.from(String(headers[`x-${index}`]), "latin1").toString());
    expect(read).toEqual(strings);
  });
});
