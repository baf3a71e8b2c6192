import { expect } from "vitest";
import { tellOf } from "../../../helpers/client/frames.ts";
import { connectRaw, handshakeLines } from "../../../helpers/client/raw.ts";
import { takesH2cOut } from "../../../proxies/differences.ts";
import { name } from "../../helpers/endpoint.ts";
import type { Check } from "../check.ts";
import type { Place } from "../place.ts";

const [, ...withoutUpgrade] = handshakeLines;

/** A handshake that asks for these upgrades, one field line each. */
const asking = (path: string, ...values: readonly string[]) => [
  `GET ${path} HTTP/1.1`,
  `Host: ${name}`,
  ...values.map((value) => `Upgrade: ${value}`),
  ...withoutUpgrade,
];

export const upgrades: readonly Check[] = [
  {
    title: "an upgrade to anything but a WebSocket is refused before the backend",
    run: async (place) => {
      const { raw, seen } = await place.endpoint();
      const foreign = [
        "h2c",
        "websocket, h2c",
        "h2c, websocket",
        "TLS/1.0",
        "websocket/13",
        "xwebsocket",
        "websocket;h2c",
        "http/1.1",
      ];
      for (const value of foreign) {
        if (takesH2cOut(place) && value.split(", ").includes("h2c")) await expectTakenOut(place, value);
        else expect((await raw(asking("/foreign", value))).status, value).toBe(403);
      }
      const h2c = [
        "GET /foreign HTTP/1.1",
        `Host: ${name}`,
        "Upgrade: h2c",
        "Connection: Upgrade, HTTP2-Settings",
        "HTTP2-Settings: AAMAAABkAAQAAP__",
      ];
      expect((await raw(h2c)).status).toBe(403);
      const post = ["POST /foreign HTTP/1.1", ...asking("/foreign", "TLS/1.0").slice(1), "Content-Length: 0"];
      expect((await raw(post)).status).toBe(403);
      expect(await seen("/foreign")).toEqual([]);
    },
  },
  {
    title: "the word websocket is taken in any case",
    run: async (place) => {
      const { raw } = await place.endpoint();
      for (const value of ["websocket", "WebSocket", "WEBSOCKET"]) {
        const { status, head } = await raw(asking("/", value));
        expect(status, value).toBe(101);
        expect(head).toContain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      }
    },
  },
  {
    title: "of several Upgrade lines none but websocket reaches the backend",
    run: async (place) => {
      const { target, seen } = await place.endpoint();
      let { length: passed } = await seen("/several");
      for (const values of [
        ["websocket", "h2c"],
        ["h2c", "websocket"],
        ["websocket", "websocket"],
      ]) {
        const { status, told } = await tellOf(target(), asking("/several", ...values));
        expect([101, 400, 403], values.join()).toContain(status);
        if (status === 101) expect(told?.headers.upgrade, values.join()).toBe("websocket");
        else expect(await seen("/several"), values.join()).toHaveLength(passed);
        if (status === 101) passed += 1;
      }
    },
  },
  {
    title: "a Connection: Upgrade without an Upgrade is plain HTTP",
    run: async (place) => {
      const { get } = await place.endpoint();
      const { status, body } = await get({ headers: { Connection: "Upgrade" } });
      expect(status).toBe(200);
      expect(JSON.parse(body).headers).not.toHaveProperty("upgrade");
      expect(JSON.parse(body).headers.connection ?? "").not.toMatch(/upgrade/i);
    },
  },
  {
    title: "HTTP/2 is not spoken, neither by ALPN nor by prior knowledge",
    run: async (place) => {
      const { target } = await place.endpoint();
      const both = await connectRaw(target(), { alpn: ["h2", "http/1.1"] });
      expect([undefined, "http/1.1"]).toContain(both.protocol);
      both.destroy();
      for (const port of [{}, { tls: false, port: 80 }]) {
        const connection = await connectRaw(target(port));
        connection.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");
        const answer = await connection.rest();
        // The server's preface would be a SETTINGS frame: its type is the fourth byte.
        expect(answer.subarray(0, 5).toString("latin1")).toMatch(/^(HTTP\/)?$/);
      }
    },
  },
];

/** The backend hears of no upgrade but that to a WebSocket. */
async function expectTakenOut(place: Place, value: string): Promise<void> {
  const { raw, target } = await place.endpoint();
  if (value === "h2c") {
    expect((await raw(asking("/taken-out", value))).status, value).toBe(200);
    return;
  }
  const { status, told } = await tellOf(target(), asking("/taken-out", value));
  expect([status, told?.headers.upgrade], value).toEqual([101, "websocket"]);
}
