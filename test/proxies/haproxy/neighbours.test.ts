import { expect, it } from "vitest";
import { answerPlainly } from "../../helpers/backend/plain-answer.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { freePort } from "../../helpers/free-port.ts";
import { describeOne } from "../live/describe-live.ts";
import { liveHaproxy } from "./running-haproxy.ts";

/** An operator's defaults that would change anything of ours that does not say it itself. */
const hostile = `
defaults
    mode http
    maxconn 1
    balance uri
    retries 9
    option httpclose
    option forwardfor except 127.0.0.0/8
    option httpchk GET /nowhere
    option tcp-check
    rate-limit sessions 1
    stats enable
    stats uri /stats
    timeout connect 1ms
    timeout client 200ms
    timeout server 200ms
    timeout tunnel 200ms
    timeout http-request 200ms
    default-server check inter 10ms ssl verify none
    monitor-uri /rpc
`;

await describeOne(liveHaproxy, "beside the operator's own sections", (scene) => {
  it("keeps what is its own, whatever their defaults say, and so do they", async () => {
    const theirs = await freePort();
    const backend = await answerPlainly({ status: 200, body: "theirs" });
    const { opened, get } = await scene.serve({
      above: `${hostile}
frontend www
    bind 127.0.0.1:${theirs}
    timeout client 5s
    monitor-uri /alive
    default_backend theirs
backend theirs
    timeout connect 5s
    timeout server 5s
    server a 127.0.0.1:${backend} no-check no-ssl
`,
    });
    const sockets = await Promise.all([opened(), opened(), opened()]);
    const { headers } = JSON.parse((await get({ path: "/rpc" })).body);
    expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect((await get({ path: "/stats" })).body).toMatch(/^{/);
    // Longer than any of their timeouts.
    await new Promise((resolve) => setTimeout(resolve, 600));
    for (const socket of sockets) expect(await socket.ask("still here")).toBe("still here");
    const www = { ip: "127.0.0.1", port: theirs, tls: false } as const;
    expect((await httpGet({ ...www, path: "/a" })).body).toBe("theirs");
    expect((await httpGet({ ...www, path: "/alive" })).status).toBe(200);
  });
});
