import { expect } from "vitest";
import { handshakeLines } from "../../../helpers/client/raw.ts";
import { takesH2cOut } from "../../differences.ts";
import type { Check } from "../describe-live.ts";
import { name } from "../endpoint.ts";

const [, ...handshake] = handshakeLines;

const asking = (value: string, ...more: readonly string[]) => [
  "GET /foreign HTTP/1.1",
  `Host: ${name}`,
  `Upgrade: ${value}`,
  ...handshake,
  ...more,
];

export const upgrades: Check = (scene, { everySuite }) => {
  everySuite("refuses every upgrade but that to a WebSocket before the backend", async () => {
    const { raw, get } = await scene.serve();
    const foreign = ["TLS/1.0", "websocket/2", ...(takesH2cOut(scene) ? [] : ["websocket, h2c", "h2c"])];
    for (const value of foreign) expect((await raw(asking(value))).status, value).toBe(403);
    const h2c = ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"];
    for (const connection of ["Upgrade, HTTP2-Settings", ...(takesH2cOut(scene) ? [] : ["keep-alive"])]) {
      const lines = ["GET /foreign HTTP/1.1", `Host: ${name}`, ...h2c, `Connection: ${connection}`];
      expect((await raw(lines)).status, connection).toBe(403);
    }
    const { body } = await get({ path: "/foreign", headers: { Upgrade: "TLS/1.0", Connection: "Upgrade" } });
    expect(body).not.toContain("TLS/1.0");
    expect(await scene.seen("/foreign")).toEqual([]);
  });

  everySuite("takes the word websocket in any case, as RFC 6455 has it", async () => {
    const { raw } = await scene.serve();
    for (const value of ["WebSocket", "WEBSOCKET"])
      expect((await raw(asking(value))).status, value).toBe(101);
  });
};
