import { expect } from "vitest";
import { askRaw, connectRaw } from "../../../helpers/client/raw.ts";
import type { Check } from "../describe-live.ts";
import { name } from "../endpoint.ts";

/** What a client says of itself, and nobody believes. */
const forged = {
  "X-Forwarded-For": "6.6.6.6",
  "X-Real-IP": "6.6.6.6",
  Forwarded: "for=6.6.6.6",
  "X-Forwarded-Proto": "ftp",
  "X-Forwarded-Host": "evil.example.com",
};

const said = {
  "x-real-ip": "127.0.0.1",
  "x-forwarded-for": "127.0.0.1",
  "x-forwarded-proto": "https",
  "x-forwarded-host": name,
};

/** What the backend hears. */
export const headers: Check = (scene, { everySuite }) => {
  everySuite("tunnels a WebSocket and tells the backend who asks, whatever the client says", async () => {
    const endpoint = await scene.serve();
    const path = "/a%2Fb//?c=d";
    const report = await endpoint.echo({ path, headers: forged }, '{"test":"headers"}');
    expect(report.status).toBe(101);
    const told = JSON.parse(report.echo ?? "");
    expect(told.url).toBe(path);
    expect(told.headers).toMatchObject({ ...said, host: `127.0.0.1:${scene.backend.port}` });
    expect(told.headers).toMatchObject({
      upgrade: "websocket",
      connection: expect.stringMatching(/^upgrade$/i),
    });
    expect(told.headers).not.toHaveProperty("forwarded");
    expect(report.echo).not.toMatch(/6\.6\.6\.6|ftp|evil/);
  });

  everySuite("passes plain HTTP without an upgrade, and tells the same of who asks", async () => {
    const { get } = await scene.serve();
    const reply = await get({ path: "/rpc", headers: forged });
    expect(reply.status).toBe(200);
    const told = JSON.parse(reply.body);
    expect(told.url).toBe("/rpc");
    expect(told.headers).toMatchObject({ ...said, host: `127.0.0.1:${scene.backend.port}` });
    expect(told.headers).not.toHaveProperty("upgrade");
    expect(told.headers.connection ?? "keep-alive").toMatch(/^(?:keep-alive|close)$/i);
    expect(reply.body).not.toMatch(/6\.6\.6\.6|ftp|evil/);
    const post = await get({ body: "{}" });
    expect(JSON.parse(post.body)).toMatchObject({ method: "POST", body: "{}" });
  });

  everySuite(
    "lets no client keep its own headers from the backend by saying that they end here",
    async () => {
      const { get } = await scene.serve();
      const ended = "Upgrade, X-Real-IP, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host";
      const told = JSON.parse((await get({ headers: { Connection: ended } })).body).headers;
      expect(told).toMatchObject(said);
      expect(told.connection ?? "").not.toMatch(/upgrade|x-/i);
      expect(told).not.toHaveProperty("upgrade");
    },
  );

  everySuite(
    "closes the connection behind its answer where the client asks for that (RFC 9112 9.6)",
    async () => {
      const connection = await connectRaw((await scene.serve()).target());
      const { status, head } = await askRaw(connection, [
        "GET / HTTP/1.1",
        `Host: ${name}`,
        "Connection: close",
      ]);
      expect(status).toBe(200);
      expect(head).toMatch(/^connection: close\r$/im);
      await connection.rest();
    },
  );

  everySuite("names no version of itself", async () => {
    const { get, plain } = await scene.serve();
    for (const more of [{}, { headers: { Upgrade: "TLS/1.0" } }, plain()])
      expect((await get(more)).headers.server ?? "").not.toMatch(/\d/);
  });
};
