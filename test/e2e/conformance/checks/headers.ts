import { expect } from "vitest";
import { tellOf } from "../../../helpers/client/frames.ts";
import { handshakeLines } from "../../../helpers/client/raw.ts";
import { readsSlashesInFrontAsOne } from "../../../proxies/differences.ts";
import { name } from "../../helpers/endpoint.ts";
import type { Check } from "../check.ts";
import type { Endpoint } from "../place.ts";

/** What a client says of itself, and nobody believes. */
const forged = [
  "X-Forwarded-For: 6.6.6.6",
  "X-Forwarded-For: 6.6.6.7",
  "X-Real-IP: 6.6.6.6",
  "X-Forwarded-Proto: ftp",
  "X-Forwarded-Host: evil.example.com",
  "Forwarded: for=6.6.6.6;host=evil.example.com;proto=ftp",
];

/** What the backend has to be told. */
const said = ({ box }: Endpoint) => ({
  host: "127.0.0.1:9944",
  "x-real-ip": box.hostIp4,
  "x-forwarded-for": box.hostIp4,
  "x-forwarded-proto": "https",
  "x-forwarded-host": name,
});

/** The ways a request comes in: as it is, and with its own headers declared to end at the proxy (RFC 9110 7.6.1). */
const connections = ["Upgrade", "Upgrade, X-Real-IP, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host"];

export const headers: readonly Check[] = [
  {
    title: "a WebSocket's backend is told who asks, whatever the client says of itself",
    run: async (place) => {
      const endpoint = await place.endpoint();
      for (const connection of connections) {
        const handshake = handshakeLines.map((line) =>
          line.startsWith("Connection:") ? `Connection: ${connection}` : line,
        );
        const lines = ["GET /a?b=c HTTP/1.1", `Host: ${name}`, ...handshake, ...forged];
        const { told } = await tellOf(endpoint.target(), lines);
        expect(told?.url).toBe("/a?b=c");
        expect(told?.headers, connection).toMatchObject(said(endpoint));
        expect(told?.headers, connection).not.toHaveProperty("forwarded");
      }
      const { box } = endpoint;
      const overV6 = await tellOf(endpoint.target({ ip: box.ip6 }), [
        "GET / HTTP/1.1",
        `Host: ${name}`,
        ...handshakeLines,
      ]);
      expect(overV6.told?.headers["x-real-ip"]).toBe(box.hostIp6);
    },
  },
  {
    title: "so is that of plain HTTP",
    run: async (place) => {
      const endpoint = await place.endpoint();
      const sent = Object.fromEntries(forged.map((line) => line.split(": ", 2) as [string, string]));
      const { body } = await endpoint.get({ headers: sent });
      expect(JSON.parse(body).headers).toMatchObject(said(endpoint));
      expect(JSON.parse(body).headers).not.toHaveProperty("forwarded");
    },
  },
  {
    title: "paths reach the backend as they were asked for",
    run: async (place) => {
      const { target } = await place.endpoint();
      for (const path of [
        "/",
        "/a%20b?x=%22%7B",
        "/a%2Fb",
        readsSlashesInFrontAsOne(place) ? "/double//slash" : "//double//slash",
        "/@127.0.0.1:1/",
        "/?",
        "/%E2%82%AC",
      ]) {
        const { told } = await tellOf(target(), [`GET ${path} HTTP/1.1`, `Host: ${name}`, ...handshakeLines]);
        expect(told?.url).toBe(path);
      }
    },
  },
  {
    title: "what concerns the two ends alone passes: subprotocols, extensions, cookies, credentials",
    run: async (place) => {
      const { target } = await place.endpoint();
      const own = {
        "Sec-WebSocket-Protocol": "mqtt, wamp.2.json",
        "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
        Cookie: "a=1; b=2",
        Authorization: "Basic dXNlcjpwYXNz",
        "User-Agent": "conformance",
        "Accept-Language": "de",
      };
      const lines = Object.entries(own).map(([key, value]) => `${key}: ${value}`);
      const { told } = await tellOf(target(), [
        "GET / HTTP/1.1",
        `Host: ${name}`,
        ...handshakeLines,
        ...lines,
      ]);
      const lowered = Object.fromEntries(
        Object.entries(own).map(([key, value]) => [key.toLowerCase(), value]),
      );
      expect(told?.headers).toMatchObject(lowered);
    },
  },
  {
    title: "no answer tells a version",
    run: async (place) => {
      const { raw } = await place.endpoint();
      const of = (path: string, host = name, ...more: readonly string[]) => [
        `GET ${path} HTTP/1.1`,
        `Host: ${host}`,
        ...more,
      ];
      const plain = { tls: false, port: 80 };
      const answers = {
        "200": await raw(of("/")),
        "403": await raw(of("/", name, "Upgrade: h2c", "Connection: Upgrade")),
        "421": await raw(of("/", "other.example.com")),
        "400": await raw(["GET / HTTP/9.9"]),
        "400 of a wrong line": await raw(["nonsense"]),
        "HTTP on the TLS port": await raw(of("/"), { tls: false, port: 443 }),
        "301": await raw(of("/"), plain),
        "a stranger on port 80": await raw(of("/", "other.example.com"), plain),
        "400 on port 80": await raw(["GET / HTTP/9.9"], plain),
        "no challenge": await raw(of("/.well-known/acme-challenge/none"), plain),
      };
      for (const [what, { head }] of Object.entries(answers)) {
        expect(/^(server|x-powered-by):.*\d.*$/im.exec(head)?.[0], what).toBeUndefined();
      }
    },
  },
];
