import { once } from "node:events";
import { type ClientHttp2Session, connect } from "node:http2";
import { join } from "node:path";
import { expect, it } from "vitest";
import { askRaw, connectRaw } from "../../helpers/client/raw.ts";
import { describeCaddy, name } from "./scene.ts";

const theirs = "www.example.com";
const answers = { origins: ["https://app.example.com"] };

await describeCaddy("beside a site of the operator's that speaks HTTP/2", (scene) => {
  /** An HTTP/2 connection that was opened for the operator's name. */
  async function connectHttp2(): Promise<ClientHttp2Session> {
    // Debian's Caddy offers WebSockets over HTTP/2 only when it is told to.
    const env = { GODEBUG: "http2xconnect=1" };
    const caddy = await scene.start(({ ports, folder }) => {
      const ours = scene.render({ answers, caddy: { caddyfile: "operators" } });
      const pair = `${join(folder, "cert.pem")} ${join(folder, "key.pem")}`;
      return `{
	http_port ${ports.http}
	https_port ${ports.https}
	auto_https off
}
https://${theirs} {
	tls ${pair}
	respond theirs
}
${ours}`;
    }, env);
    const session = connect(`https://${theirs}`, {
      host: "127.0.0.1",
      port: caddy.ports.https,
      servername: theirs,
      ca: scene.material.certificate,
    });
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
    const caddy = await scene.serve();
    const connection = await connectRaw(scene.endpoint(caddy));
    expect((await askRaw(connection, [`CONNECT ${name}:443 HTTP/1.1`, `Host: ${name}`])).status).toBe(405);
    connection.destroy();
  });
});
