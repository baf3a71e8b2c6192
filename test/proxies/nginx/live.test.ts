import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { publicPath } from "../../../src/core/landing-page.ts";
import { nginxString } from "../../../src/proxies/nginx/nginx-string.ts";
import { answerPlainly } from "../../helpers/backend/plain-answer.ts";
import { describeOne } from "../live/describe-live.ts";
import { page } from "../live/scene.ts";
import { liveNginx, siteFile } from "./running-nginx.ts";
import { writable } from "./writable.ts";

await describeOne(liveNginx, "what is its own", (scene, { oneSuite }) => {
  it("shows why a zone keeps its key: nginx refuses the reload, and its config test does not see it coming", async () => {
    const limits = { connectionsPerIp: 5, handshakesPerSecond: false, burst: 0 } as const;
    const { reload } = await scene.serve({ answers: { limits } });
    await reload({
      ours: ({ folder }) =>
        readFileSync(join(folder, siteFile), "utf8").replace(
          "limit_conn_zone $wss_setup_client",
          "limit_conn_zone $binary_remote_addr",
        ),
      until: /\[emerg\].*"wss_setup_connections" uses the "\$binary_remote_addr" key/,
    });
  });

  oneSuite("reads every string as it was meant", async () => {
    const strings = fc.sample(writable, { numRuns: 100, seed: 7 });
    const locations = strings.map(
      (each, index) => `location = /${index} { return 200 ${nginxString(each)}; }`,
    );
    const { get, plain } = await scene.serve({
      ours: ({ ports }) =>
        `server { listen ${ports.http}; default_type text/plain; ${locations.join("\n")} }`,
    });
    const replies = strings.map((_, index) => get(plain({ path: `/${index}` })));
    expect((await Promise.all(replies)).map(({ body }) => body)).toEqual(strings);
  });

  it("leaves programs the backend's own answer where the operator has error pages for all sites", async () => {
    const backend = [`ws://127.0.0.1:${await answerPlainly({ status: 404 })}`];
    const { get } = await scene.serve({
      answers: { backend },
      operators: () => "error_page 404 /sorry.html;",
    });
    expect(await get({ headers: { Accept: "*/*" } })).toMatchObject({ status: 404, body: "its own 404" });
    expect(await get({ headers: { Accept: "text/html" } })).toMatchObject({ status: 200, body: page });
  });

  it("asks the backend on behalf of browsers by an address that leads nobody else anywhere", async () => {
    const { get } = await scene.serve();
    expect((await get({ path: `${publicPath}browser` })).body).toBe(page);
  });
});
