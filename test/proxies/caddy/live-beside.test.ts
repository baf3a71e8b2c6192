import { once } from "node:events";
import { type ClientHttp2Session, connect } from "node:http2";
import { expect, it } from "vitest";
import { describeOne } from "../live/describe-live.ts";
import { name } from "../live/endpoint.ts";
import type { Place } from "../live/live-proxy.ts";
import { liveCaddy } from "./running-caddy.ts";

const theirs = "www.example.com";

const above = ({ ports }: Place, pair: string) => `{
	http_port ${ports.http}
	https_port ${ports.https}
	auto_https off
}
https://${theirs} {
	tls ${pair}
	respond theirs
}
`;

await describeOne(liveCaddy, "beside a site of the operator's that speaks HTTP/2", (scene) => {
  /** An HTTP/2 connection that was opened for the operator's name. */
  async function connectHttp2(): Promise<ClientHttp2Session> {
    const { target } = await scene.serve({
      above,
      caddy: { caddyfile: "operators" },
      // Debian's Caddy offers WebSockets over HTTP/2 only when it is told to.
      env: { GODEBUG: "http2xconnect=1" },
      answers: { origins: ["https://app.example.com"] },
    });
    const { port, ca } = target();
    const session = connect(`https://${theirs}`, { host: "127.0.0.1", port, servername: theirs, ca });
    await once(session, "remoteSettings");
    return session;
  }

  it("opens no WebSocket by CONNECT for our name, so that no stranger's page gets by the list of origins", async () => {
    const session = await connectHttp2();
    // Since 2.9 (RFC 8441 3); before, CONNECT asks for a tunnel to anywhere.
    const offered = session.remoteSettings.enableConnectProtocol === true;
    expect(offered).toBe(scene.suite === "forky");
    const stream = session.request({
      ":method": "CONNECT",
      ":authority": name,
      ...(offered ? { ":protocol": "websocket", ":scheme": "https", ":path": "/" } : {}),
      "sec-websocket-version": "13",
      origin: "https://stranger.example",
    });
    const [headers] = await once(stream, "response", { signal: AbortSignal.timeout(20_000) });
    expect(headers[":status"]).toBe(405);
    session.destroy();
  });

  it("opens no tunnel by CONNECT in HTTP/1.1", async () => {
    const { raw } = await scene.serve();
    expect((await raw([`CONNECT ${name}:443 HTTP/1.1`, `Host: ${name}`])).status).toBe(405);
  });
});
