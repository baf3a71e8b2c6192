import { expect } from "vitest";
import { challengeRoot } from "../../../../src/core/paths.ts";
import { passesChallengesOn } from "../../../proxies/differences.ts";
import { name } from "../../helpers/endpoint.ts";
import { strict } from "../answers.ts";
import type { Check } from "../check.ts";

const plain = { tls: false, port: 80 };
const challenge = "/.well-known/acme-challenge";

export const port80: readonly Check[] = [
  {
    title: "port 80 serves challenges, leads our names to https, and strangers nowhere",
    run: async (place) => {
      const { box, get, raw, seen } = await place.endpoint();
      for (const path of ["/", "/a?b=c", "/a%20b", "/%0d%0aX-Injected:%20yes"]) {
        const { status, headers } = await get({ ...plain, path });
        expect(status, path).toBe(301);
        expect(headers.location).toBe(`https://${name}${path}`);
        expect(headers).not.toHaveProperty("x-injected");
      }
      expect((await get({ ...plain, ip: box.ip6, path: "/six" })).headers.location).toBe(
        `https://${name}/six`,
      );
      expect((await get({ ...plain, body: "{}" })).status).toBe(301);

      await box.writeFile(`${challengeRoot}${challenge}/token`, "proof");
      for (const ip of [box.ip4, box.ip6]) {
        const served = await get({ ...plain, ip, path: `${challenge}/token` });
        if (passesChallengesOn(place)) expect(served.status).toBe(404);
        else expect(served).toMatchObject({ status: 200, body: "proof" });
      }
      expect((await get({ ...plain, path: `${challenge}/other` })).status).toBe(404);
      await box.run(["rm", `${challengeRoot}${challenge}/token`]);

      for (const lines of [
        ["GET /on-port-80 HTTP/1.1", "Host: other.example.com"],
        ["GET /on-port-80 HTTP/1.0"],
      ]) {
        const { status, head } = await raw(lines, plain);
        expect([0, 400, 404, 421]).toContain(status);
        expect(head).not.toMatch(/^location:/im);
      }
      expect(await seen("/on-port-80")).toEqual([]);
      expect(await seen("acme")).toEqual([]);
    },
  },
];

export const port80Off: readonly Check[] = [
  {
    title: "port 80 is left alone where nobody wants it",
    run: async (place) => {
      const { get } = await place.endpoint(strict);
      await expect(get(plain)).rejects.toThrow("ECONNREFUSED");
    },
  },
];
