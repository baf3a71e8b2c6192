import fc from "fast-check";
import { expect, it } from "vitest";
import { caddyString } from "../../../src/proxies/caddy/caddy-string.ts";
import { startTestBackend } from "../../helpers/backend/server.ts";
import { handshakeLines } from "../../helpers/client/raw.ts";
import { describeOne } from "../live/describe-live.ts";
import { name } from "../live/endpoint.ts";
import { liveCaddy } from "./running-caddy.ts";
import { writable } from "./writable.ts";

await describeOne(liveCaddy, "what is its own", (scene, { oneSuite }) => {
  it("refuses a second Upgrade beside the first", async () => {
    const { raw } = await scene.serve();
    const lines = ["GET / HTTP/1.1", `Host: ${name}`, ...handshakeLines, "Upgrade: h2c"];
    expect((await raw(lines)).status).toBe(403);
  });

  it("refuses headers that are too large", async () => {
    const { get } = await scene.serve();
    expect((await get({ headers: { "X-Long": "x".repeat(14_000) } })).status).toBe(431);
  });

  it("gives each of several backends its own Host, and counts plain HTTP among the connections", async () => {
    const other = await startTestBackend();
    const backend = [scene.backend, other].map(({ port }) => `ws://127.0.0.1:${port}`);
    const { opened, get } = await scene.serve({ answers: { backend } });
    const first = JSON.parse(await (await opened()).ask('{"test":"headers"}'));
    expect(first.headers.host).toBe(`127.0.0.1:${first.port}`);
    // The backend with the open socket has one connection more.
    for (let count = 0; count < 5; count += 1) {
      const { headers, port } = JSON.parse((await get()).body);
      expect(port).not.toBe(first.port);
      expect(headers.host).toBe(`127.0.0.1:${port}`);
    }
    await other.close();
  });

  oneSuite("reads every string as it was meant", async () => {
    const strings = fc.sample(writable, { numRuns: 100, seed: 7 });
    const answers = strings.map(
      (each, index) => `\thandle /${index} {\n\t\trespond * ${caddyString(each)} 200\n\t}\n`,
    );
    const { get, plain } = await scene.serve({
      ours: ({ ports }) =>
        `{\n\tauto_https off\n\thttp_port ${ports.http}\n}\nhttp:// {\n${answers.join("")}}\n`,
    });
    const replies = strings.map((_, index) => get(plain({ path: `/${index}` })));
    expect((await Promise.all(replies)).map(({ body }) => body)).toEqual(strings);
  });
});
