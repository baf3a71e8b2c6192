import { expect } from "vitest";
import { tellOf } from "../../../helpers/client/frames.ts";
import { handshakeLines } from "../../../helpers/client/raw.ts";
import { name } from "../../helpers/endpoint.ts";
import { strict } from "../answers.ts";
import type { Check } from "../check.ts";

const strangers = [
  "null",
  "https://app.example.com.evil.com",
  "https://evilapp.example.com",
  "https://app.example.com:444",
  "https://app.example.com:443",
  "http://app.example.com",
  "https://app.example.com/",
  "https://app.example.com/path",
  "https://evil.com/https://app.example.com",
  "https://app-example.com",
  "https://appXexample.com",
  "https://app.example.com@evil.com",
  "https://evil.com#https://app.example.com",
  "https://app.example.com https://evil.com",
  "https://app.example.com, https://evil.com",
  "chrome-extension://abcdefg",
  "default",
  "yes",
  ".*",
  `https://${name}`,
];

const from = (...origins: readonly string[]) => [
  "GET /page HTTP/1.1",
  `Host: ${name}`,
  ...handshakeLines,
  ...origins.map((origin) => `Origin: ${origin}`),
];

export const anyOrigin: readonly Check[] = [
  {
    title: "any page may, where nothing is listed",
    run: async (place) => {
      const { target } = await place.endpoint();
      for (const origin of ["null", "https://evil.com"]) {
        expect((await tellOf(target(), from(origin))).told?.headers.origin).toBe(origin);
      }
    },
  },
];

export const origins: readonly Check[] = [
  {
    title: "only the listed pages open a WebSocket, and programs without an Origin",
    run: async (place) => {
      const { raw, get, seen } = await place.endpoint(strict);
      expect((await raw(from())).status).toBe(101);
      for (const origin of strict.origins) expect((await raw(from(origin))).status, origin).toBe(101);
      const before = await seen("/page");
      for (const origin of strangers) expect((await raw(from(origin))).status, origin).toBe(403);
      expect(await seen("/page")).toEqual(before);
      expect((await get({ headers: { Origin: "https://evil.com" } })).status, "plain HTTP").toBe(200);
    },
  },
  {
    title: "of several Origins the backend hears none that is foreign",
    run: async (place) => {
      const { target } = await place.endpoint(strict);
      const [ours = ""] = strict.origins;
      for (const both of [
        [ours, "https://evil.com"],
        ["https://evil.com", ours],
      ]) {
        const { status, told } = await tellOf(target(), from(...both));
        expect([101, 400, 403]).toContain(status);
        if (told !== undefined) expect(told.headers.origin).toBe(ours);
      }
    },
  },
];
